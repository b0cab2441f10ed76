'use strict'
// Rules: what the receiver does with an upload instead of taking it and answering 200. This folder knows rules,
// requests, uploads as they are listed, and responses; nothing else of the receiver.

const { asData } = require('./as-data.js')
const { createRuleBook } = require('./book.js')
const { checkRules } = require('./check.js')
const { nameOf, RuleError } = require('./rule-error.js')
const { parseRule, parseRules } = require('./parse.js')
const { passthrough } = require('./passthrough-rule.js')
const { respond, wait } = require('./respond.js')
const { matchMisses, uploadMatcher } = require('./upload-match.js')
const { throttle } = require('./throttle.js')

module.exports = {
  asData,
  parseRules,
  parseRule,
  checkRules,
  createRuleBook,
  matchMisses,
  nameOf,
  passthrough,
  respond,
  throttle,
  uploadMatcher,
  wait,
  RuleError,
}

'use strict'
// Rules: what the receiver does with an upload instead of taking it and answering 200. This folder knows rules,
// requests, uploads as they are listed, and responses; nothing else of the receiver.

const { createRuleBook } = require('./book.js')
const { checkRules } = require('./check.js')
const { RuleError } = require('./error.js')
const { parseRule, parseRules } = require('./parse.js')
const { respond } = require('./respond.js')
const { throttle } = require('./throttle.js')

module.exports = { parseRules, parseRule, checkRules, createRuleBook, respond, throttle, RuleError }

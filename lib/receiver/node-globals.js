'use strict'
// Globals of Node.js that test environments such as jsdom and happy-dom replace by a browser's, or leave out: a
// receiver runs there too.

const timers = require('node:timers')
const { URL } = require('node:url')
const util = require('node:util')

/** An AbortController of Node.js's own, whose signal its functions take. @returns {AbortController} */
function newAbortController() {
  // The only way to get one from a module; nothing is transferred.
  return util.transferableAbortController?.() ?? new AbortController()
}

module.exports = {
  clearTimeout: timers.clearTimeout,
  newAbortController,
  setImmediate: timers.setImmediate,
  setTimeout: timers.setTimeout,
  TextDecoder: util.TextDecoder,
  URL,
}

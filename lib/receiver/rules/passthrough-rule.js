'use strict'

/**
 * A rule that passes uploads on to a real backend.
 *
 * @param {string | URL} url
 * @param {object} [rule] What else the rule has: `match`, effects.
 * @returns {import('../rules.js').Rule}
 */
function passthrough(url, rule = {}) {
  return { ...rule, passthrough: String(url) }
}

module.exports = { passthrough }

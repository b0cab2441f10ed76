'use strict'

/**
 * A rule as JSON can show it: in place of a function is its name.
 *
 * @param {import('../rules.js').Rule} rule
 * @returns {object}
 */
function asData(rule) {
  const members = Object.entries(rule).map(([name, value]) => [
    name,
    typeof value === 'function' ? { function: value.name } : value,
  ])
  return Object.fromEntries(members)
}

module.exports = { asData }

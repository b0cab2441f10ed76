'use strict'
// Patterns for paths and for texts. Both are picomatch's globs; they differ in whether `*` ends at a slash.

const picomatch = require('picomatch')

/** @type {import('picomatch').PicomatchOptions} */
const COMMON = {
  dot: true,
  // The same on every system: what is matched are no paths of this machine.
  windows: false,
  // A pattern that cannot be compiled throws instead of matching nothing.
  strictBrackets: true,
  debug: true,
}

/** Stands for the slash of a text, where it is a character like others, and `..` in front of it is no folder. */
const SLASH = '\ue000'

/**
 * @param {string} pattern For a path; `*` ends at a slash.
 * @returns {(path: string) => boolean}
 */
function pathPattern(pattern) {
  return compile(pattern, COMMON)
}

/**
 * @param {string} pattern For a text; `*` is any text that is not empty, and the empty pattern is the empty text.
 * @param {{ anyCase?: boolean }} [options]
 * @returns {(text: string) => boolean}
 */
function textPattern(pattern, { anyCase = false } = {}) {
  if (pattern === '') return (text) => text === ''
  const matches = compile(pattern.replaceAll('/', SLASH), { ...COMMON, keepQuotes: true, nocase: anyCase })
  return (text) => matches(text.replaceAll('/', SLASH))
}

/**
 * @param {string} pattern
 * @param {import('picomatch').PicomatchOptions} options
 */
function compile(pattern, options) {
  const matches = picomatch(pattern, options)
  return (/** @type {string} */ text) => matches(text)
}

module.exports = { pathPattern, textPattern }

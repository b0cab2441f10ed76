'use strict'
// The commands' output: colours only where they are wanted, lines that fit the terminal.

const util = require('node:util')

/** A terminal that can move its cursor. */
function isInteractive() {
  return process.stdout.isTTY === true && process.env.TERM !== 'dumb'
}

/** How many columns a line may have; unlimited when the output is not a terminal. */
function columns() {
  if (!process.stdout.isTTY) return Number.POSITIVE_INFINITY
  // A terminal that does not know its size reports 0.
  return process.stdout.columns || 80
}

/** Whether to use colours: `hasColors` knows NO_COLOR and terminals without colours. */
function isColoured() {
  return process.stdout.isTTY === true && process.stdout.hasColors()
}

/**
 * @param {'bold' | 'dim' | 'green' | 'red' | 'cyan' | 'yellow'} format
 * @param {string} text
 */
function paint(format, text) {
  return isColoured() ? util.styleText(format, text) : text
}

/** Wide on a terminal: Chinese, Japanese and Korean letters, full-width forms, and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u
const MARK = /\p{Mark}|\u200d/u

function letterWidth(/** @type {string} */ letter) {
  if (MARK.test(letter)) return 0
  return WIDE.test(letter) ? 2 : 1
}

/** The columns that a text without colours takes. */
function width(/** @type {string} */ text) {
  return [...text].reduce((sum, letter) => sum + letterWidth(letter), 0)
}

/** A text in a number of columns: cut with `…` if it is longer. */
function fit(/** @type {string} */ text, /** @type {number} */ limit) {
  if (width(text) <= limit) return text
  let taken = ''
  let room = Math.max(0, limit) - 1
  for (const letter of text) {
    room -= letterWidth(letter)
    if (room < 0) break
    taken += letter
  }
  return limit < 1 ? '' : `${taken}…`
}

/** `fit`, and spaces up to the limit. */
function pad(/** @type {string} */ text, /** @type {number} */ limit) {
  const fitting = fit(text, limit)
  return fitting + ' '.repeat(Math.max(0, limit - width(fitting)))
}

/**
 * A foreign text in one line, without characters that control the terminal or turn the reading direction.
 */
function printable(/** @type {string} */ text) {
  return util
    .stripVTControlCharacters(text)
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '�')
    .trim()
}

/** A number of bytes for people. */
function size(/** @type {number} */ bytes) {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(2)} GB`
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`
  return bytes >= 1e3 ? `${(bytes / 1e3).toFixed(1)} kB` : `${bytes} B`
}

/** A time for people. */
function duration(/** @type {number} */ milliseconds) {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  return `${(milliseconds / 1000).toFixed(1)} s`
}

module.exports = { isInteractive, isColoured, columns, paint, width, fit, pad, printable, size, duration }

'use strict'
// A QR code in half blocks: one character for two squares, black on white whatever the terminal's colours are.

const { isColoured } = require('../terminal.js')

// Readers need a margin of four squares (ISO/IEC 18004); in practice two do, and the code stays small.
const MARGIN = 2
const BLACK_ON_WHITE = '\x1b[30;107m'
const RESET = '\x1b[0m'

/** Light and dark of two squares, one above the other: on terminals without colours, dark is the background. */
const PLAIN = { both: ' ', upper: '▄', lower: '▀', none: '█' }
const COLOURED = { both: '█', upper: '▀', lower: '▄', none: ' ' }

/**
 * The lines of the code; undefined if they do not fit the terminal.
 *
 * @param {string} text
 * @param {number} columns
 */
function qrCode(text, columns) {
  const { encode } = require('uqr')
  const { data, size } = encode(text, { border: MARGIN })
  if (size > columns) return undefined
  const blocks = isColoured() ? COLOURED : PLAIN
  return Array.from({ length: Math.ceil(size / 2) }, (_, index) => {
    const [upper, lower] = [data[2 * index], data[2 * index + 1] ?? []]
    const line = upper.map((isDark, column) => {
      if (isDark) return lower[column] ? blocks.both : blocks.upper
      return lower[column] ? blocks.lower : blocks.none
    })
    return isColoured() ? `${BLACK_ON_WHITE}${line.join('')}${RESET}` : line.join('')
  })
}

module.exports = { qrCode }

'use strict'

const { plainName } = require('../file-name.js')

/**
 * The Content-Disposition of a download (RFC 6266): an ASCII `filename` for old programs and, where that says less
 * than the name, a `filename*` as of RFC 8187.
 *
 * @param {string} filename As the uploading client gave it.
 */
function attachment(filename) {
  const name = plainName(filename)
  const ascii = name.replace(/[^ !#$&+\-.0-9A-Z^_`a-z{}~()@=,;']/g, '_')
  const plain = `attachment; filename="${ascii}"`
  if (ascii === name) return plain
  // encodeURIComponent leaves these five; attr-char of RFC 8187 has only the first.
  const encoded = encodeURIComponent(name).replace(/['()*]/g, escapeCharacter)
  return `${plain}; filename*=UTF-8''${encoded}`
}

function escapeCharacter(/** @type {string} */ character) {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}

module.exports = { attachment }

'use strict'
// For people: where to find the receiver, and a line for each upload.

const { columns, duration, paint, printable, size } = require('../terminal.js')
const { version } = require('../../../package.json')

const HEADING = 8

function row(/** @type {string} */ heading, /** @type {string} */ text) {
  console.log(`  ${paint('dim', heading.padEnd(HEADING))}${text}`)
}

/** The QR code that takes a phone there, if there is room for it. */
function printQrCode(/** @type {string} */ url) {
  const { qrCode } = require('./qr-code.js')
  const lines = qrCode(url, columns() - 2)
  if (lines) console.log(['', ...lines.map((line) => `  ${line}`)].join('\n'))
}

/** The addresses for other machines, and what it means to have them. */
function printNetwork(/** @type {import('./run.js').Address} */ { urls }, /** @type {boolean} */ withCode) {
  const lan = urls.filter((one) => one.lan)
  if (lan.length === 0) return
  for (const one of lan) printUrls('phone', one)
  if (withCode) printQrCode(lan[0].inspector ?? lan[0].url)
  console.log('')
  const also = lan[0].inspector === undefined ? '' : ', and see and download what was uploaded'
  console.log(`  ${paint('yellow', `Everyone on this network can upload here${also}.`)}`)
}

function printUrls(
  /** @type {string} */ heading,
  /** @type {{ url: string, inspector?: string }} */ { url, inspector },
) {
  row(heading, paint('cyan', url))
  if (inspector !== undefined) row('', `${paint('cyan', inspector)}  shows what arrived`)
}

/** `POST /upload  photo.jpg  188.3 kB  12 ms  200` */
function describe(
  /** @type {import('../../receiver/index.js').Upload} */ upload,
  /** @type {number} */ milliseconds,
) {
  const { method, url, files, receivedBytes, state, error, response } = upload
  const [first, ...others] = files
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  const file = first ? `${printable(first.filename) || '(no file name)'}${more}` : '(no file)'
  const bytes = files.length === 0 ? receivedBytes : files.reduce((sum, one) => sum + one.size, 0)
  const status = response?.status
  const isWell = state === 'complete' && status !== undefined && status < 400
  const facts = [
    `${paint('bold', method)} ${printable(url)}`,
    file,
    size(bytes),
    duration(milliseconds),
    paint(isWell ? 'green' : 'red', status === undefined ? 'no answer' : String(status)),
  ]
  if (response?.rule !== undefined) facts.push(paint('dim', `rule ${printable(response.rule)}`))
  if (error) facts.push(paint('red', printable(error.message)))
  return facts.join('  ')
}

/**
 * @param {boolean} withCode Whether the output can show a QR code.
 * @returns {import('./run.js').Log}
 */
function createTextLog(withCode) {
  return {
    listening(address, { keep, rules }) {
      console.log(`\n  ${paint('bold', `uploadtask ${version}`)} accepts uploads on any path\n`)
      for (const one of address.urls.filter(({ lan }) => !lan)) printUrls('here', one)
      printNetwork(address, withCode)
      console.log('')
      if (rules) row('rules', `${printable(rules.file)}: ${countOf(rules.count)}; reloaded when it changes`)
      row(
        'files',
        keep === undefined ? 'are deleted when this ends; --keep DIR keeps them' : `are kept in ${keep}`,
      )
      console.log(`\n  ${paint('dim', 'Press Ctrl-C to stop.')}\n`)
    },

    ended(upload, milliseconds) {
      console.log(describe(upload, milliseconds))
    },

    rules(file, count) {
      console.log(`${printable(file)} reloaded: ${countOf(count)}`)
    },

    rulesError(message) {
      console.log(`${paint('red', printable(message))}; the previous rules stay in effect`)
    },
  }
}

function countOf(/** @type {number} */ count) {
  return `${count === 0 ? 'no' : count} rule${count === 1 ? '' : 's'}`
}

module.exports = { createTextLog }

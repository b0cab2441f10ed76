'use strict'
// What `npx uploadtask` says without a command: what there is, and what to try first.

const { version, homepage } = require('../../package.json')
const { paint } = require('./terminal.js')

/** Ten lines that fit a terminal of 80 columns. */
function overview() {
  const command = (/** @type {string} */ name, /** @type {string} */ about) =>
    `  ${paint('cyan', `npx uploadtask ${name.padEnd(13)}`)}  ${about}`
  return [
    paint('bold', `uploadtask ${version}: the uploadFile of watches and mini-programs, in Node.js`),
    '',
    command('demo --open', 'Try this first: a tour, and a page to see it.'),
    command('serve', 'Receives uploads, and shows what arrived.'),
    command('upload FILE…', 'Uploads files as a mini-program does.'),
    command('build', 'Compiles the addon, where no binary fits.'),
    '',
    "In your code:        import wx from 'uploadtask/wx'  (taro, vela, alipay, …)",
    'Your app unchanged:  node --import uploadtask/register app.mjs',
    `Options:             npx uploadtask <command> --help; ${homepage}`,
  ]
}

module.exports = { overview }

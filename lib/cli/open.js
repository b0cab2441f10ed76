'use strict'
// Opens a URL in the browser, with the platform's own opener.

const { spawn } = require('node:child_process')

const OPENERS = /** @type {Record<string, string[]>} */ ({
  darwin: ['open'],
  // The empty text is the title of the window, which would else be the URL.
  win32: ['cmd', '/c', 'start', '""'],
})

/** Tries; where there is no opener, nothing happens: the URL is printed anyhow. */
function open(/** @type {string} */ url) {
  const [program, ...parameters] = OPENERS[process.platform] ?? ['xdg-open']
  spawn(program, [...parameters, url], { detached: true, stdio: 'ignore' })
    .on('error', () => {})
    .unref()
}

module.exports = { open }

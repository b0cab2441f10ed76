'use strict'
// Opens a URL in the browser, with the platform's own opener.

const { spawn } = require('node:child_process')

const OPENERS = /** @type {Record<string, string[]>} */ ({
  darwin: ['open'],
  // The empty string is the window title, which would otherwise be the URL.
  win32: ['cmd', '/c', 'start', '""'],
})

/** Does nothing where there is no opener: the URL is printed in any case. */
function open(/** @type {string} */ url) {
  const [program, ...parameters] = OPENERS[process.platform] ?? ['xdg-open']
  spawn(program, [...parameters, url], { detached: true, stdio: 'ignore' })
    .on('error', () => {})
    .unref()
}

module.exports = { open }

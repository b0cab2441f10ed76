'use strict'

const fs = require('node:fs')

/** The size of the addon that the package loads, in bytes. */
function addonBytes() {
  // Whichever was chosen: the one for this platform.
  require('../lib/native.js')
  const file = Object.keys(require.cache).find((loaded) => loaded.endsWith('.node'))
  if (file === undefined) throw new Error('no addon has been loaded')
  return fs.statSync(file).size
}

module.exports = { addonBytes }

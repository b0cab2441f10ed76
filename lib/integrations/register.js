'use strict'
// `node --import uploadtask/register`: code for a device runs as it is.

require('../node-version.js').requireNode()
const { isMainThread, parentPort } = require('node:worker_threads')
const { pathToFileURL } = require('node:url')

// Node.js 20 preloads what `--require` names in the thread of its module hooks too, where no program runs: unlike a
// worker, it has no port to a parent.
if (isMainThread || parentPort) {
  const { configuration } = require('./setup.js')
  const { installModuleHooks } = require('./module-hooks.js')
  const { targets } = require('./targets.js')

  const addresses = Object.entries(targets(configuration)).map(([specifier, subpath]) => [
    specifier,
    pathToFileURL(require.resolve(subpath)).href,
  ])
  installModuleHooks(Object.fromEntries(addresses))
}

Object.defineProperty(exports, 'default', { value: exports })

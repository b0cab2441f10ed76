'use strict'
// `node --import uploadtask/register`: code for a device runs as it is.

require('../node-version.js').requireNode()
const { isMainThread, parentPort } = require('node:worker_threads')
const { pathToFileURL } = require('node:url')
const { configuration } = require('./setup.js')
const { installModuleHooks, patchRequire } = require('./module-hooks.js')
const { targets } = require('./targets.js')

const addresses = Object.fromEntries(
  Object.entries(targets(configuration)).map(([specifier, subpath]) => [
    specifier,
    pathToFileURL(require.resolve(subpath)).href,
  ]),
)
// Where Node.js runs hooks in a thread of their own, it also loads there what `--require` names: this module, and
// those that need it. Unlike a worker, that thread has no port to a parent; hooks of its own it does not need.
if (isMainThread || parentPort) installModuleHooks(addresses)
else patchRequire(addresses)

Object.defineProperty(exports, 'default', { value: exports })

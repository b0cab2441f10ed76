'use strict'

require('./lib/node-version.js').requireNode()
const { getDefaultRuntime } = require('./lib/runtime.js')

exports.uploadFile = function uploadFile(/** @type {any} */ options) {
  return getDefaultRuntime().uni.uploadFile(options)
}
Object.defineProperty(exports, 'default', { value: exports })

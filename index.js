'use strict'
// The module itself is the Vela dialect, as `import uploadtask from '@system.uploadtask'` gives it.

require('./lib/node-version.js').requireNode()
const { createRuntime, getDefaultRuntime } = require('./lib/runtime.js')

exports.vela = require('./vela.js')
exports.quickapp = require('./quickapp.js')
exports.wx = require('./wx.js')
exports.taro = require('./taro.js')
exports.alipay = require('./alipay.js')
exports.uploadFile = exports.vela.uploadFile
exports.createRuntime = createRuntime
exports.files = {
  temp: (/** @type {any} */ hostPath) => getDefaultRuntime().files.temp(hostPath),
  write: (/** @type {any} */ path, /** @type {any} */ data) => getDefaultRuntime().files.write(path, data),
}
Object.defineProperty(exports, 'default', { value: exports })

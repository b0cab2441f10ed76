'use strict'
// The module itself is the Vela dialect, as `import uploadtask from '@system.uploadtask'` gives it.

require('./lib/node-version.js').requireNode()
const { createRuntime, getDefaultRuntime } = require('./lib/runtime.js')

exports.vela = require('./vela.js')
exports.quickapp = require('./quickapp.js')
exports.wx = require('./wx.js')
exports.taro = require('./taro.js')
exports.alipay = require('./alipay.js')
exports.tt = require('./tt.js')
exports.swan = require('./swan.js')
exports.qq = require('./qq.js')
exports.jd = require('./jd.js')
exports.ks = require('./ks.js')
exports.xhs = require('./xhs.js')
exports.has = require('./has.js')
exports.dd = require('./dd.js')
exports.uni = require('./uni.js')
exports.uploadFile = exports.vela.uploadFile
exports.createRuntime = createRuntime
exports.files = {
  temp: (/** @type {any} */ hostPath) => getDefaultRuntime().files.temp(hostPath),
  write: (/** @type {any} */ path, /** @type {any} */ data) => getDefaultRuntime().files.write(path, data),
}
Object.defineProperty(exports, 'default', { value: exports })

'use strict'
// The module itself is the Vela dialect, as `import uploadtask from '@system.uploadtask'` gives it.

require('./lib/node-version.js').requireNode()
const { createRuntime, getDefaultRuntime } = require('./lib/runtime.js')

/** A platform's module, loaded when it is asked for: most programs use one of them. */
function define(/** @type {string} */ name, /** @type {() => object} */ get) {
  Object.defineProperty(exports, name, { enumerable: true, get })
}

define('vela', () => require('./vela.js'))
define('quickapp', () => require('./quickapp.js'))
define('wx', () => require('./wx.js'))
define('taro', () => require('./taro.js'))
define('alipay', () => require('./alipay.js'))
define('tt', () => require('./tt.js'))
define('swan', () => require('./swan.js'))
define('qq', () => require('./qq.js'))
define('jd', () => require('./jd.js'))
define('ks', () => require('./ks.js'))
define('xhs', () => require('./xhs.js'))
define('has', () => require('./has.js'))
define('dd', () => require('./dd.js'))
define('uni', () => require('./uni.js'))
// biome-ignore lint/correctness/noConstantCondition: never run; by these words Node.js knows the names for `import { wx } from 'uploadtask'`
if (false) {
  exports.vela = undefined
  exports.quickapp = undefined
  exports.wx = undefined
  exports.taro = undefined
  exports.alipay = undefined
  exports.tt = undefined
  exports.swan = undefined
  exports.qq = undefined
  exports.jd = undefined
  exports.ks = undefined
  exports.xhs = undefined
  exports.has = undefined
  exports.dd = undefined
  exports.uni = undefined
}

exports.uploadFile = require('./vela.js').uploadFile
exports.createRuntime = createRuntime
exports.files = {
  temp: (/** @type {any} */ hostPath) => getDefaultRuntime().files.temp(hostPath),
  write: (/** @type {any} */ path, /** @type {any} */ data) => getDefaultRuntime().files.write(path, data),
}
Object.defineProperty(exports, 'default', { value: exports })

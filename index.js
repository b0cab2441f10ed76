'use strict'
// The module itself is the Vela dialect, as `import uploadtask from '@system.uploadtask'` gives it.

require('./lib/node-version.js').requireNode()
const { createRuntime, getDefaultRuntime } = require('./lib/runtime.js')

/** A platform's module, loaded when it is asked for: most programs use one of them. */
function define(/** @type {string} */ name, /** @type {() => object} */ get) {
  Object.defineProperty(exports, name, { enumerable: true, get })
}

// Node.js reads these names from the text, for `import { wx } from 'uploadtask'`; `define` gives them their values.
exports.vela =
  exports.quickapp =
  exports.wx =
  exports.taro =
  exports.alipay =
  exports.tt =
  exports.swan =
  exports.qq =
  exports.jd =
  exports.ks =
  exports.xhs =
  exports.has =
  exports.dd =
  exports.uni =
    undefined

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

exports.uploadFile = require('./vela.js').uploadFile
exports.createRuntime = createRuntime
exports.files = {
  temp: (/** @type {any} */ hostPath) => getDefaultRuntime().files.temp(hostPath),
  write: (/** @type {any} */ path, /** @type {any} */ data) => getDefaultRuntime().files.write(path, data),
}
Object.defineProperty(exports, 'default', { value: exports })

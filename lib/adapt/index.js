'use strict'
// `uploadtask/adapt`: any host's own `uploadFile` in the dialect that the code was written for.
//
// These modules run on devices and in H5 as well: no native code, nothing of Node's, and nothing that
// ECMAScript 2017 does not have, in syntax or in the library.

const { startPromise } = require('./promise.js')
const { quickapp } = require('./quickapp.js')
const { start } = require('./start.js')
const { vela } = require('./vela.js')
const { wx } = require('./wx.js')

/** @typedef {import('./dialect.js').Dialect} Dialect */
/** @typedef {import('./start.js').Implementation} Implementation */

/**
 * Checks the host when the adapter is made, and looks up its function at each call, so that a later replacement
 * counts.
 *
 * @param {string} adapter The name of the function, for its error.
 * @param {string} wanted What it takes, in its caller's words.
 * @param {unknown} implementation
 * @returns {Implementation}
 */
function requireUploadFile(adapter, wanted, implementation) {
  const host = /** @type {any} */ (implementation)
  if (host === undefined || host === null || typeof host.uploadFile !== 'function') {
    const instead = host === null ? 'null' : typeof host
    throw new TypeError(
      `${adapter}: needs ${wanted}, an object with a function uploadFile, instead of ${instead}`,
    )
  }
  return host
}

/**
 * @param {string} name
 * @param {Dialect} caller
 * @param {Dialect} host
 * @param {string} wanted
 * @param {string[]} [ignored] The options that the caller's platform does not have, of those that its dialect has.
 */
function adapter(name, caller, host, wanted, ignored) {
  return (/** @type {unknown} */ implementation) => {
    const checked = requireUploadFile(name, wanted, implementation)
    return {
      uploadFile: (/** @type {unknown} */ options) =>
        start(caller, host, checked, options, undefined, ignored).task,
    }
  }
}

/**
 * @param {string} name
 * @param {Dialect} host
 * @param {string} wanted
 */
function taroAdapter(name, host, wanted) {
  return (/** @type {unknown} */ implementation) => {
    const checked = requireUploadFile(name, wanted, implementation)
    return {
      uploadFile: (/** @type {unknown} */ options) =>
        startPromise(wx.events, (settled) => start(wx, host, checked, options, settled)),
    }
  }
}

const VELA = "Vela's @system.uploadtask"
const QUICKAPP = "Quick App's @system.uploadtask"
const WX = 'the wx of WeChat'
const TARO = 'Taro'

/** Taro alone has `fileName`. */
const NOT_OF_WECHAT = ['fileName']

exports.taroFromVela = taroAdapter('taroFromVela', vela, VELA)
exports.taroFromQuickapp = taroAdapter('taroFromQuickapp', quickapp, QUICKAPP)
exports.taroFromWx = taroAdapter('taroFromWx', wx, WX)
exports.velaFromTaro = adapter('velaFromTaro', vela, wx, TARO)
exports.velaFromWx = adapter('velaFromWx', vela, wx, WX)
exports.velaFromQuickapp = adapter('velaFromQuickapp', vela, quickapp, QUICKAPP)
exports.quickappFromTaro = adapter('quickappFromTaro', quickapp, wx, TARO)
exports.quickappFromWx = adapter('quickappFromWx', quickapp, wx, WX)
exports.quickappFromVela = adapter('quickappFromVela', quickapp, vela, VELA)
exports.wxFromTaro = adapter('wxFromTaro', wx, wx, TARO, NOT_OF_WECHAT)
exports.wxFromVela = adapter('wxFromVela', wx, vela, VELA, NOT_OF_WECHAT)
exports.wxFromQuickapp = adapter('wxFromQuickapp', wx, quickapp, QUICKAPP, NOT_OF_WECHAT)
Object.defineProperty(exports, 'default', { value: exports })

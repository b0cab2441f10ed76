'use strict'
// The module itself is the Vela dialect, as `import uploadtask from '@system.uploadtask'` gives it.

const { createRuntime } = require('./lib/runtime.js')

exports.vela = require('./vela.js')
exports.wx = require('./wx.js')
exports.taro = require('./taro.js')
exports.uploadFile = exports.vela.uploadFile
exports.createRuntime = createRuntime
Object.defineProperty(exports, 'default', { value: exports })

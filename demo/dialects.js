'use strict'
// The upload APIs: what the tour passes to each, and what it expects from each.

const alipay = require('uploadtask/alipay')
const dd = require('uploadtask/dd')
const quickapp = require('uploadtask/quickapp')
const taro = require('uploadtask/taro')
const tt = require('uploadtask/tt')
const uploadtask = require('uploadtask')
const wx = require('uploadtask/wx')

/**
 * @typedef {object} Dialect
 * @property {string} name
 * @property {string} code What a caller writes.
 * @property {string[]} about
 * @property {string} path Where its uploads go.
 * @property {(options: any) => any} uploadFile
 * @property {boolean} sameResult Whether `complete` gets what `success` or `fail` got.
 * @property {import('./watch.js').Names} [names] Of the bytes in its progress events, where they are others.
 * @property {{ name: string, fileName?: string, formData?: object, data?: object }} options
 * @property {Record<string, string>} fields What the form fields arrive as.
 * @property {string[]} calls What is called back, in this order.
 */

/** @type {Dialect[]} */
const dialects = [
  {
    name: 'Xiaomi Vela',
    code: 'uploadtask.uploadFile(options)',
    about: [
      'success gets { statusCode, data, headers }, complete gets nothing; there is no promise.',
      'Numbers in formData arrive as text.',
    ],
    path: '/vela',
    uploadFile: uploadtask.uploadFile,
    sameResult: false,
    options: { name: 'photo', formData: { place: 'Lugu Lake', steps: 12840 } },
    fields: { place: 'Lugu Lake', steps: '12840' },
    calls: ['success', 'complete'],
  },
  {
    name: 'Quick App',
    code: 'uploadtask.uploadFile(options)',
    about: ['As Vela, but the task reports the headers, and complete gets the result. data may be a list.'],
    path: '/quickapp',
    uploadFile: quickapp.uploadFile,
    sameResult: true,
    options: { name: 'picture', data: [{ name: 'place', value: '泸沽湖' }] },
    fields: { place: '泸沽湖' },
    calls: ['headersReceived', 'success', 'complete'],
  },
  {
    name: 'WeChat',
    code: 'wx.uploadFile(options)',
    about: [
      'The result has errMsg and cookies, complete gets it too, and the task reports the headers first.',
    ],
    path: '/wechat',
    uploadFile: wx.uploadFile,
    sameResult: true,
    options: { name: 'image', formData: { album: 'Sunsets', shared: true } },
    fields: { album: 'Sunsets', shared: 'true' },
    calls: ['headersReceived', 'success', 'complete'],
  },
  {
    name: 'Taro',
    code: 'const result = await Taro.uploadFile(options)',
    about: ['As WeChat, but the task is a promise as well, and fileName may rename the file on the way.'],
    path: '/taro',
    uploadFile: taro.uploadFile,
    sameResult: true,
    options: { name: 'file', fileName: '日落.png', formData: { 标题: '泸沽湖的日落' } },
    fields: { 标题: '泸沽湖的日落' },
    calls: ['headersReceived', 'success', 'complete', 'resolved'],
  },
  {
    name: 'Alipay',
    code: 'my.uploadFile(options)',
    about: ['The result is { data, statusCode, header }, and the progress counts what was written.'],
    path: '/alipay',
    uploadFile: alipay.uploadFile,
    sameResult: true,
    names: { sent: 'totalBytesWritten', total: 'totalBytesExpectedToWrite' },
    options: { name: 'userfile', formData: { extra: '泸沽湖' } },
    fields: { extra: '泸沽湖' },
    calls: ['headersReceived', 'success', 'complete', 'resolved'],
  },
  {
    name: 'Douyin',
    code: 'tt.uploadFile(options)',
    about: [
      'As WeChat, with what Douyin publishes. Baidu, QQ, JD, Kuaishou, Xiaohongshu, HarmonyOS: the same.',
    ],
    path: '/tt',
    uploadFile: tt.uploadFile,
    sameResult: true,
    options: { name: 'image', formData: { album: '泸沽湖' } },
    fields: { album: '泸沽湖' },
    calls: ['headersReceived', 'success', 'complete'],
  },
  {
    name: 'DingTalk',
    code: 'dd.uploadFile(options)',
    about: ['As Alipay, but fileName is the form key.'],
    path: '/dd',
    uploadFile: dd.uploadFile,
    sameResult: true,
    options: { name: 'image', formData: { album: '泸沽湖' } },
    fields: { album: '泸沽湖' },
    calls: ['headersReceived', 'success', 'complete', 'resolved'],
  },
]

module.exports = { dialects }

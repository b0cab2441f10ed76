'use strict'
// An object of an addon's own in place of a file's path: nothing may look for a path or a file in it.

const native = require('../../lib/native.js')
const alipay = require('../../alipay.js')
const taro = require('../../taro.js')
const uni = require('../../uni.js')
const wx = require('../../wx.js')

const url = 'http://127.0.0.1:1/'
const external = native.connect()
const withFile = { url, name: 'file', filePath: external }
const withList = { url, files: [{ uri: external }] }

async function main() {
  /** @type {Array<[platform: any, options: object]>} */
  const uploads = [
    [wx, withFile],
    [alipay, withFile],
    [taro, withFile],
    [uni, withFile],
    [uni, withList],
  ]
  for (const [platform, options] of uploads) {
    const { errMsg, errorMessage } = await new Promise((resolve) => {
      const task = platform.uploadFile({ ...options, fail: resolve })
      task?.catch?.(() => {})
    })
    console.log(errMsg ?? errorMessage)
  }
}

main()

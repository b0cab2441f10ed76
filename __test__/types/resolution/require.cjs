// V1: what `require()` gives to checked JavaScript.
const uploadtask = require('uploadtask')
const quickapp = require('uploadtask/quickapp')
const taro = require('uploadtask/taro')
const { uploadFile } = require('uploadtask/vela')
const wx = require('uploadtask/wx')

/** @type {Pick<import('uploadtask').UploadFileOption, 'url' | 'filePath' | 'name'>} */
const options = { url: 'u', filePath: 'f', name: 'n' }
uploadtask.uploadFile(options).abort()
uploadtask.default.uploadFile(options).offProgressUpdate()
uploadFile(options).onProgressUpdate(({ progress }) => progress.toFixed())
quickapp.uploadFile(options).onHeadersReceived((headers) => headers.ETag)
quickapp.default.uploadFile({ url: 'u', files: [{ uri: 'f' }] }).offHeadersReceived()
uploadtask.files.temp('photo.jpg').slice()
wx.uploadFile(options).onHeadersReceived(({ header }) => header.ETag)
wx.default.uploadFile(options).offHeadersReceived()
taro.uploadFile(options).then(({ statusCode }) => statusCode.toFixed())
uploadtask.taro.default.uploadFile(options).progress(({ progress }) => progress.toFixed())
uploadtask.createRuntime({ maxConcurrency: 1 }).wx.uploadFile(options)

// @ts-expect-error the Vela task has no such method
uploadFile(options).onHeadersReceived(() => {})

'use strict'

const { createRuntime } = require('uploadtask')

exports.createUpload = async (/** @type {import('../client.js').ClientOptions} */ options) => {
  const { wx } = createRuntime({
    maxConcurrency: { wx: options.concurrency },
    ...(options.ca ? { ca: require('node:fs').readFileSync(options.ca) } : {}),
  })
  /** @type {import('../client.js').Upload} */
  return ({ url, path, size }) =>
    new Promise((resolve, reject) => {
      let sent = 0
      let heads = 0
      const task = wx.uploadFile({
        url,
        filePath: path,
        name: 'file',
        timeout: 600_000,
        success: ({ statusCode }) => {
          if (statusCode !== 200) reject(new Error(`status ${statusCode}`))
          else if (options.listeners && (sent < size || heads !== 1))
            reject(new Error('the listeners were not called'))
          else resolve()
        },
        fail: ({ errMsg }) => reject(new Error(errMsg)),
      })
      if (options.listeners) {
        task.onProgressUpdate(({ totalBytesSent }) => {
          sent = totalBytesSent
        })
        task.onHeadersReceived(() => {
          heads += 1
        })
      }
    })
}

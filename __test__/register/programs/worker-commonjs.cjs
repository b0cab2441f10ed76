const { parentPort } = require('node:worker_threads')
const { uploadFile } = require('@system.uploadtask')

const [url, filePath] = process.argv.slice(2)
uploadFile({
  url,
  filePath,
  name: 'commonjs',
  success: (res) => parentPort.postMessage(`commonjs ${res.statusCode} ${res.data} ${typeof wx.uploadFile}`),
  fail: (data, code) => parentPort.postMessage(`commonjs ${data} ${code}`),
})

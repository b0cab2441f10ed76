import { parentPort } from 'node:worker_threads'
import { uploadFile } from '@system.uploadtask'

const [url, filePath] = process.argv.slice(2)
uploadFile({
  url,
  filePath,
  name: 'module',
  success: (res) => parentPort.postMessage(`module ${res.statusCode} ${res.data} ${typeof wx.uploadFile}`),
  fail: (data, code) => parentPort.postMessage(`module ${data} ${code}`),
})

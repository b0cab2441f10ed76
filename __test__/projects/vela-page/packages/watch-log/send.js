// A package of the watch's world that the page uses: it has its own import of the platform's module.
import { uploadFile } from '@system.uploadtask'

export function sendLog(url, filePath) {
  return new Promise((resolve, reject) => {
    uploadFile({
      url,
      filePath,
      name: 'log',
      success: (res) => resolve(res.statusCode),
      fail: (data, code) => reject(new Error(`${data} (${code})`)),
    })
  })
}

import { showToast } from '@system.prompt'
import { uploadFile } from '@system.uploadtask'

const vibrator = require('@system.vibrator')

export function send(url, done) {
  uploadFile({
    url,
    filePath: '/common/record.txt',
    name: 'record',
    success: (res) => done(`${res.statusCode} ${res.data}`),
    fail: (data, code) => done(`${code} ${data}`),
  })
}

export function greet() {
  showToast({ message: 'hello' })
}

export function shake() {
  vibrator.vibrate()
}

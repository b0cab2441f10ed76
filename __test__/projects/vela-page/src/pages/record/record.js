// The script of the page, as it runs on the watch.
import prompt from '@system.prompt'
import { back } from '@system.router'
import uploadtask from '@system.uploadtask'
import vibrator from '@system.vibrator'
import { sendLog } from 'watch-log/send'

export default {
  private: {
    url: 'https://example.com/records',
    percent: 0,
    message: '',
  },

  sendRecord() {
    const task = uploadtask.uploadFile({
      url: this.url,
      filePath: 'internal://files/record.txt',
      name: 'record',
      header: { 'X-Watch': 'S4' },
      formData: { title: 'morning run', beats: 128 },
      success: (res) => {
        this.message = `sent: ${res.statusCode} ${res.data}`
        this.onSent?.()
      },
      fail: (data, code) => {
        this.message = `failed: ${code} ${data}`
        this.onSent?.()
      },
    })
    task.onProgressUpdate((res) => {
      this.percent = res.progress
    })
  },

  leave() {
    back()
  },

  greet() {
    vibrator.vibrate({ mode: 'short' })
    prompt.showToast({ message: 'hello' })
  },

  sendLog() {
    return sendLog(this.url, 'internal://files/record.txt')
  },
}

// What code for devices sends to a server that is not there, and a receiver in the same process.
import uploadtask from '@system.uploadtask'
import Taro from '@tarojs/taro'
import { createReceiver } from 'uploadtask/receiver'

const [, , filePath] = process.argv
const receiver = createReceiver({ onUnhandledRequest: 'error' })
receiver.intercept('https://api.example.invalid')
const options = { url: 'https://api.example.invalid/', filePath, name: 'file' }
await Taro.uploadFile({ ...options, url: 'https://api.example.invalid/taro' })
await new Promise((complete) =>
  wx.uploadFile({ ...options, url: 'https://api.example.invalid/wx', complete }),
)
await new Promise((complete) =>
  uploadtask.uploadFile({ ...options, url: 'https://api.example.invalid/vela', complete }),
)
for (const { url, files } of await receiver.waitFor(3)) console.log(url, files[0].filename)
await receiver.close()

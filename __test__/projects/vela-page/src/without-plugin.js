// A program that is bundled without the plugin, as an application is.
import { wx } from 'uploadtask'

try {
  wx.uploadFile({ url: 'http://127.0.0.1/', filePath: 'a.txt', name: 'file' })
} catch (error) {
  console.log(error.message)
}

// A script as it stands in an app made with Taro, for which `uploadFile` alone is enough.
import Taro from '@tarojs/taro'
import { uploadFiles, url } from './taro-uploads.mjs'

const tempFilePaths = ['a.txt', 'b.txt', 'c.txt'].map((name) => `wxfile://usr/${name}`)

await uploadFiles(tempFilePaths)

// On a phone nobody awaits where a callback is given.
Taro.uploadFile({
  url,
  filePath: `${tempFilePaths[0]}.missing`,
  name: 'file',
  fail(err) {
    console.log('失败', err.errMsg)
  },
  complete() {
    console.log('结束')
  },
})

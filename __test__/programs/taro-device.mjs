// A page's script as it stands in an app made with Taro, after the examples of its documentation.
import Taro from '@tarojs/taro'
import { uploadFiles, url } from './taro-uploads.mjs'

const { tempFilePaths } = await Taro.chooseImage({ count: 3 })

await uploadFiles(tempFilePaths)

try {
  await Taro.uploadFile({
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
} catch (err) {
  console.log('捕获', err.errMsg)
}

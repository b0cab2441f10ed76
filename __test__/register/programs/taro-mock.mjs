// A test replaces what Taro calls.
import Taro from '@tarojs/taro'

wx.uploadFile = (options) => {
  options.success({ errMsg: 'uploadFile:ok', statusCode: 299, data: options.filePath })
}
const { statusCode, data } = await Taro.uploadFile({
  url: 'http://127.0.0.1:1/',
  filePath: 'a',
  name: 'file',
})
console.log(statusCode, data)

// The platform is loaded by the program itself, as the entry that Taro builds does.
import '@tarojs/plugin-platform-weapp/dist/runtime'
import Taro, { uploadFile } from '@tarojs/taro'

const [url, filePath] = process.argv.slice(2)
const own = await Taro.uploadFile({ url, filePath, name: 'file' })
console.log('result', own.statusCode, own.data, own.errMsg)
const named = await uploadFile({ url, filePath, name: 'file' })
console.log('named', named.statusCode, named.data, named.errMsg)

import Taro from '@tarojs/taro'

console.log(typeof Taro.uploadFile, typeof globalThis.tt)

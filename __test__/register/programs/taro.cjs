const Taro = require('@tarojs/taro')

const [url, filePath] = process.argv.slice(2)
Taro.uploadFile({ url, filePath, name: 'file' }).then(
  ({ statusCode, data, errMsg }) => console.log('result', statusCode, data, errMsg),
  (error) => console.log(error.errMsg),
)

// As alova's adapter for Taro calls it: the callbacks are what counts, the promise is left alone.
const Taro = require('@tarojs/taro')

const [url, filePath] = process.argv.slice(2)
process.on('unhandledRejection', ({ errno }) => console.log('unhandledRejection', errno))

function upload(values) {
  return new Promise((resolve, reject) => {
    const success = (res) => resolve(res)
    const fail = (reason) => reject(new Error(reason.errMsg))
    Taro.uploadFile({ url, filePath, name: 'file', success, fail, ...values })
  })
}

async function main() {
  console.log('success', (await upload({})).statusCode)
  await upload({ url: 'ftp://127.0.0.1/' }).catch((error) => console.log('fail', error.message))
  await new Promise((complete) => upload({ url: 'ftp://127.0.0.1/', fail: undefined, complete }))
  console.log('complete')
  // Derived promises, and who awaits, are told all the same.
  const awaited = Taro.uploadFile({ url: 'ftp://127.0.0.1/', filePath, name: 'file', fail() {} })
  await awaited.catch(({ errno }) => console.log('awaited', errno))
  // Nobody takes this one.
  Taro.uploadFile({ url: 'ftp://127.0.0.1/', filePath, name: 'file' })
}

main()

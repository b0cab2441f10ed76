// Nothing but the real Taro: the hook loads its platform.
import Taro from '@tarojs/taro'

const [url, filePath] = process.argv.slice(2)
const task = Taro.uploadFile({ url, filePath, name: 'file', formData: { user: 'taro' } })
const progress = []
task.onProgressUpdate((event) => progress.push(event))
task.onHeadersReceived(({ header }) => console.log('headers', header['X-Answer']))
const { statusCode, data, errMsg } = await task
console.log('result', statusCode, data, errMsg)
console.log('progress', JSON.stringify(progress.at(-1)))

const aborted = Taro.uploadFile({ url, filePath, name: 'file' })
aborted.abort()
console.log('abort', JSON.stringify(await aborted.catch((error) => error)))

const missing = Taro.uploadFile({ url, filePath: `${filePath}.missing`, name: 'file' })
console.log('missing', JSON.stringify(await missing.catch((error) => error)))

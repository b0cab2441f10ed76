// The real Taro on whichever platform there is.
import Taro from '@tarojs/taro'

const [url, filePath] = process.argv.slice(2)
const report = (name, value) => console.log(JSON.stringify([name, value]))
const hosts = ['wx', 'tt', 'swan', 'qq', 'jd', 'ks', 'xhs', 'has', 'my', 'dd', 'uni']
report(
  'globals',
  hosts.filter((name) => typeof globalThis[name]?.uploadFile === 'function'),
)

const task = Taro.uploadFile({ url, filePath, name: 'file', formData: { user: 'taro' } })
let progress
task.onProgressUpdate((event) => {
  progress = event
})
report('result', await task)
report('progress', progress)

const aborted = Taro.uploadFile({ url, filePath, name: 'file' })
aborted.abort()
report('abort', await aborted.catch((error) => error))
report(
  'missing',
  await Taro.uploadFile({ url, filePath: `${filePath}.missing`, name: 'file' }).catch((error) => error),
)

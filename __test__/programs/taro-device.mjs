// A page's script as it stands in an app made with Taro, after the examples of its documentation.
import Taro from '@tarojs/taro'

const url = 'http://upload.example.test/upload'
const { tempFilePaths } = await Taro.chooseImage({ count: 3 })

async function upload() {
  const uploadTask = Taro.uploadFile({
    url,
    filePath: tempFilePaths[0],
    name: 'file',
    header: { Authorization: 'Bearer token' },
    formData: {
      user: 'test',
    },
    success(res) {
      const data = res.data
      console.log(`上传成功 ${data}`)
    },
  })
  uploadTask.onProgressUpdate((res) => {
    console.log('上传进度', res.progress, res.totalBytesSent, res.totalBytesExpectedToSend)
  })
  uploadTask.onHeadersReceived(({ header }) => {
    console.log('响应头', header['Content-Type'], header['content-type'])
  })
  const res = await uploadTask
  console.log('返回', res.statusCode, res.errMsg, JSON.stringify(res.cookies))
}

async function uploadWithProgress() {
  const res = await Taro.uploadFile({
    url,
    filePath: tempFilePaths[0],
    name: 'file',
    fileName: 'renamed.txt',
  }).progress((res) => {
    if (res.progress === 100) console.log('上传完毕')
  })
  console.log('文件名', JSON.parse(res.data).files[0].filename)
}

async function cancel() {
  const uploadTask = Taro.uploadFile({
    url,
    filePath: tempFilePaths[0],
    name: 'file',
    formData: {
      user: 'cancelled',
    },
  })
  uploadTask.abort(() => {
    console.log('取消上传任务')
  })
  try {
    await uploadTask
  } catch (err) {
    console.log(err.errMsg === 'uploadFile:fail abort' ? '已取消' : err.errMsg)
  }
}

async function uploadAll() {
  const results = await Promise.all(
    tempFilePaths.map((filePath) => Taro.uploadFile({ url, filePath, name: 'file' })),
  )
  console.log('全部', JSON.stringify(results.map((res) => JSON.parse(res.data).files[0].filename)))
}

await upload()
await uploadWithProgress()
await cancel()
await uploadAll()

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

// What a script of an app made with Taro does with the files it has, after the examples of Taro's documentation.
import Taro from '@tarojs/taro'

export const url = 'http://upload.example.test/upload'

async function upload(filePath) {
  const uploadTask = Taro.uploadFile({
    url,
    filePath,
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

async function uploadWithProgress(filePath) {
  const res = await Taro.uploadFile({
    url,
    filePath,
    name: 'file',
    fileName: 'renamed.txt',
  }).progress((res) => {
    if (res.progress === 100) console.log('上传完毕')
  })
  console.log('文件名', JSON.parse(res.data).files[0].filename)
}

async function cancel(filePath) {
  const uploadTask = Taro.uploadFile({
    url,
    filePath,
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

async function uploadAll(filePaths) {
  const results = await Promise.all(
    filePaths.map((filePath) => Taro.uploadFile({ url, filePath, name: 'file' })),
  )
  console.log('全部', JSON.stringify(results.map((res) => JSON.parse(res.data).files[0].filename)))
}

export async function uploadFiles(filePaths) {
  await upload(filePaths[0])
  await uploadWithProgress(filePaths[0])
  await cancel(filePaths[0])
  await uploadAll(filePaths)
}

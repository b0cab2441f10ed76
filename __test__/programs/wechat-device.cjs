// A page's script as it stands in a mini-program for WeChat, after the examples of wx.uploadFile and UploadTask.

const url = 'http://upload.example.test/upload'
let tempFilePaths = []

function upload() {
  const uploadTask = wx.uploadFile({
    url,
    filePath: tempFilePaths[0],
    name: 'file',
    header: {
      'content-type': 'multipart/form-data',
      Cookie: 'session=1',
    },
    formData: {
      user: 'test',
    },
    success(res) {
      const data = res.data
      console.log('success', res.statusCode, res.errMsg, data)
    },
    fail(err) {
      console.log('fail', err.errMsg)
    },
    complete(res) {
      console.log('complete', res.errMsg)
      cancel()
    },
  })

  uploadTask.onProgressUpdate((res) => {
    console.log('上传进度', res.progress)
    console.log('已经上传的数据长度', res.totalBytesSent)
    console.log('预期需要上传的数据总长度', res.totalBytesExpectedToSend)
  })

  const listener = (res) => {
    console.log('removed', JSON.stringify(res))
  }
  uploadTask.onProgressUpdate(listener)
  uploadTask.offProgressUpdate(listener) // 需传入与监听时同一个的函数对象
  uploadTask.onHeadersReceived(listener)
  uploadTask.offHeadersReceived(listener) // 需传入与监听时同一个的函数对象

  uploadTask.onHeadersReceived((res) => {
    console.log('headers', res.header['Content-Type'])
  })
}

function cancel() {
  const uploadTask = wx.uploadFile({
    url,
    filePath: tempFilePaths[0],
    name: 'file',
    formData: {
      user: 'cancelled',
    },
    success() {
      console.log('success after abort')
    },
    fail(err) {
      console.log(err.errMsg === 'uploadFile:fail abort' ? '已取消' : err.errMsg)
      uploadWithoutListeners()
    },
  })
  uploadTask.onProgressUpdate(() => {
    console.log('progress after abort')
  })
  uploadTask.abort() // 取消上传任务
}

function uploadWithoutListeners() {
  const uploadTask = wx.uploadFile({
    url,
    filePath: tempFilePaths[1],
    name: 'file',
    success(res) {
      console.log('quiet', JSON.parse(res.data).files[0].filename)
    },
    complete: forget,
  })
  const listener = () => {
    console.log('all listeners were removed')
  }
  uploadTask.onProgressUpdate(listener)
  uploadTask.onHeadersReceived(listener)
  uploadTask.offProgressUpdate()
  uploadTask.offHeadersReceived()
}

function forget() {
  // What a page does that forgot an option.
  wx.uploadFile({
    url,
    name: 'file',
    fail(err) {
      console.log('forgotten', err.errno, err.errMsg)
    },
  })
}

wx.chooseImage({
  count: 2,
  success(res) {
    tempFilePaths = res.tempFilePaths
    upload()
  },
})

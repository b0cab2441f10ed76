// A page of a WeChat mini-program, as the developer tools take it.
Page({
  data: {
    url: 'https://example.com/photos',
    percent: 0,
    message: '',
  },

  choosePhoto() {
    wx.chooseImage({
      count: 1,
      success: (res) => this.sendPhoto(res.tempFilePaths[0]),
    })
  },

  sendPhoto(filePath) {
    const task = wx.uploadFile({
      url: this.data.url,
      filePath,
      name: 'photo',
      header: { 'X-From': 'photo page' },
      formData: { album: '假日', count: 1 },
      success: (res) => this.setData({ message: `sent: ${res.statusCode} ${res.data}` }),
      fail: (res) => this.setData({ message: `failed: ${res.errMsg}` }),
      complete: () => this.onSent?.(),
    })
    task.onProgressUpdate((res) => this.setData({ percent: res.progress }))
  },
})

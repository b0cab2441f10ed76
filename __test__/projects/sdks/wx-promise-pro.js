import { promisifyAll } from 'wx-promise-pro'

promisifyAll()
const [url, filePath] = process.argv.slice(2)
const { statusCode, data } = await wx.pro.uploadFile({
  url,
  filePath,
  name: 'photo',
  formData: { album: '假日' },
})
console.log(`${statusCode} ${JSON.parse(data).files[0].field}`)

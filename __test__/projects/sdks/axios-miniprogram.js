import axiosMiniprogram from 'axios-miniprogram'

const { default: axios, createAdapter } = axiosMiniprogram
const request = () => {
  throw new Error('this page only uploads')
}
axios.defaults.adapter = createAdapter({ request, download: request, upload: wx.uploadFile })

const [url, filePath] = process.argv.slice(2)
let percent
const { status, data } = await axios.post(
  url,
  { name: 'photo', filePath, album: '假日' },
  {
    upload: true,
    onUploadProgress: ({ progress }) => {
      percent = progress
    },
  },
)
console.log(`${status} ${data.files[0].field} ${percent} %`)

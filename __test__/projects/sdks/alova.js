import adapter from '@alova/adapter-uniapp'
import { createAlova } from 'alova'

const { default: AdapterUniapp } = adapter
const [url, filePath] = process.argv.slice(2)
const form = { name: 'photo', filePath, album: '假日' }
const method = createAlova({ ...AdapterUniapp(), cacheFor: null }).Post(url, form, { requestType: 'upload' })
let sent
method.onUpload(({ loaded, total }) => {
  sent = Math.floor((loaded / total) * 100)
})
const { statusCode, data } = await method
console.log(`${statusCode} ${JSON.parse(data).files[0].field} ${sent} %`)

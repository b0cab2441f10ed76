import cloudbase from '@cloudbase/adapter-wx_mp'

const { genAdapter } = cloudbase.default
const { reqClass: Requests, localStorage } = genAdapter()
localStorage.setItem('album', '假日')

const [url, file] = process.argv.slice(2)
const data = { album: localStorage.getItem('album') }
const { statusCode, data: text } = await new Requests({}).upload({ url, file, data, headers: {} })
console.log(`${statusCode} ${JSON.parse(text).files[0].field}`)

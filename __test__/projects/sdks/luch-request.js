import Request from 'luch-request'

const [url, filePath] = process.argv.slice(2)
const options = { filePath, name: 'photo', formData: { album: '假日' } }
new Request({ baseURL: url }).upload('', options).then(({ statusCode, data }) => {
  console.log(`${statusCode} ${data.files[0].field}`)
})

import apiProxy from '@mpxjs/api-proxy'

const mpx = {}
apiProxy(mpx, { usePromise: true, platform: { from: 'wx', to: 'wx' } })
const [url, filePath] = process.argv.slice(2)
mpx
  .uploadFile({ url, filePath, name: 'photo', formData: { album: '假日' } })
  .then(({ statusCode, data }) => console.log(`${statusCode} ${JSON.parse(data).files[0].field}`))

import TIMUploadPlugin from 'tim-upload-plugin'

const [url, resources] = process.argv.slice(2)
const upload = { url, resources, downloadUrl: 'https://example.com/album/photo.txt', fileType: 1 }
new TIMUploadPlugin().uploadFile(upload, (error, data) => {
  console.log(error ? `failed: ${JSON.stringify(error)}` : `${data.statusCode} ${data.data.location}`)
})

import COS from 'cos-wx-sdk-v5'

const [url, FilePath] = process.argv.slice(2)
const Domain = url.replace(/\/$/, '')
const cos = new COS({ SecretId: 'AKIDTEST', SecretKey: 'right', Domain, SimpleUploadMethod: 'postObject' })
const object = { Bucket: 'photos-1250000000', Region: 'ap-guangzhou', Key: 'album/photo.txt', FilePath }
for (const upload of ['postObject', 'uploadFile']) {
  const { statusCode, ETag } = await new Promise((resolve, reject) => {
    cos[upload](object, (error, data) => (error ? reject(error) : resolve(data)))
  })
  console.log(`${upload}: ${statusCode} ${ETag}`)
}

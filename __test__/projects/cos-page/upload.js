// A page's upload by the SDK of Tencent's COS, as it comes from npm.
require('./surroundings.js')
const COS = require('cos-wx-sdk-v5')

const { DOMAIN, SECRET } = process.env
const cos = new COS({
  SecretId: 'AKIDTEST',
  SecretKey: SECRET,
  Domain: DOMAIN,
  SimpleUploadMethod: 'postObject',
})

cos.postObject(
  { Bucket: 'photos-1250000000', Region: 'ap-guangzhou', Key: 'user/照片.js', FilePath: __filename },
  (error, data) =>
    console.log(JSON.stringify(error ? { error } : { status: data.statusCode, etag: data.ETag })),
)

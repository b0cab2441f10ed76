'use strict'
// PostObject of Alibaba Cloud's OSS: https://www.alibabacloud.com/help/en/oss/developer-reference/postobject

const { checkPolicy, readPolicy } = require('./policy.js')
const { base64Sha1, requireAccessKey, requireSignature, version4 } = require('./signatures.js')

const VERSION_4 = { prefix: 'aliyun_v4', service: 'oss', ending: 'aliyun_v4_request' }

/** @type {import('./rule.js').Service} */
const oss = {
  name: 'ossPost',
  origin: (bucket, region) => `https://${bucket}.oss-${region ?? 'cn-hangzhou'}.aliyuncs.com`,
  check({ form, bucket, accessKeyId, secret, now }) {
    const encoded = secret === undefined ? form.value('policy') : form.required('policy')
    if (encoded === undefined) return
    const policy = readPolicy(encoded)
    if (secret !== undefined && form.value('x-oss-signature-version') !== undefined) {
      const credential = form.required('x-oss-credential')
      requireAccessKey(credential.split('/')[0], accessKeyId)
      requireSignature(form.required('x-oss-signature'), version4(VERSION_4, secret, credential, encoded))
    } else if (secret !== undefined) {
      requireAccessKey(form.required('OSSAccessKeyId'), accessKeyId)
      requireSignature(form.required('Signature'), base64Sha1(secret, encoded))
    }
    checkPolicy(policy, form, { now, bucket })
  },
}

module.exports = { oss }

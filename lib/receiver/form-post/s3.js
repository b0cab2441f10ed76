'use strict'
// S3's upload by a browser's form: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-UsingHTTPPOST.html

const { Refusal } = require('./answers.js')
const { checkPolicy, conditionNames, readPolicy } = require('./policy.js')
const { base64Sha1, requireAccessKey, requireSignature, version4 } = require('./signatures.js')

const VERSION_4 = { prefix: 'AWS4', service: 's3', ending: 'aws4_request' }

/** The fields that no condition has to name. */
const UNCONDITIONAL = ['policy', 'signature', 'awsaccesskeyid', 'x-amz-signature', 'file']

/** @type {import('./rule.js').Service} */
const s3 = {
  name: 's3Post',
  origin: (bucket, region) => `https://${bucket}.s3.${region ?? 'us-east-1'}.amazonaws.com`,
  check({ form, bucket, accessKeyId, secret, now }) {
    const encoded = secret === undefined ? form.value('policy') : form.required('policy')
    if (encoded === undefined) return
    const policy = readPolicy(encoded)
    if (secret !== undefined && form.value('x-amz-algorithm') !== undefined) {
      const credential = form.required('x-amz-credential')
      requireAccessKey(credential.split('/')[0], accessKeyId)
      requireSignature(form.required('x-amz-signature'), version4(VERSION_4, secret, credential, encoded))
    } else if (secret !== undefined) {
      requireAccessKey(form.required('AWSAccessKeyId'), accessKeyId)
      requireSignature(form.required('signature'), base64Sha1(secret, encoded))
    }
    checkPolicy(policy, form, { now, bucket })
    const named = [...conditionNames(policy), ...UNCONDITIONAL]
    const extra = form.fields.find(
      ({ name }) => !name.toLowerCase().startsWith('x-ignore-') && !named.includes(name.toLowerCase()),
    )
    if (extra) {
      throw new Refusal(403, 'AccessDenied', `Invalid according to Policy: Extra input fields: ${extra.name}`)
    }
  },
}

module.exports = { s3 }

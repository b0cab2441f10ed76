'use strict'
// POST Object of Tencent's COS: https://www.tencentcloud.com/document/product/436/14690, and the header's signature as a
// field, as cos-wx-sdk-v5 sends it: https://www.tencentcloud.com/document/product/436/7778

const { Refusal } = require('./answers.js')
const { checkPolicy, readPolicy } = require('./policy.js')
const { cosSignature, requireAccessKey, requireSignature, sha1 } = require('./signatures.js')

/** @typedef {import('./rule.js').Service} Service */

/** The key's time, `start;end` in seconds, has to be now. */
function requireTime(/** @type {string} */ keyTime, /** @type {Date} */ now) {
  const [start, end] = keyTime.split(';').map(Number)
  const seconds = now.getTime() / 1000
  if (seconds >= start && seconds <= end) return
  throw new Refusal(403, 'AccessDenied', `Request has expired: the key is valid for ${keyTime}.`)
}

/** `a=1&b=2` of some names, as signatures have it: sorted, and encoded. */
function signedList(/** @type {string} */ names, /** @type {(name: string) => string} */ valueFor) {
  const encode = (/** @type {string} */ text) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
  const list = names === '' ? [] : names.split(';')
  return list.map((name) => `${name}=${encode(valueFor(decodeURIComponent(name)))}`).join('&')
}

/** The signature of a request, all of it in the field `Signature`. @type {Service['check']} */
function checkAuthorization({ form, upload, accessKeyId, secret = '', now }) {
  const given = new Map(
    form
      .required('Signature')
      .split('&')
      .map(
        (one) =>
          /** @type {[string, string]} */ ([one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
      ),
  )
  const part = (/** @type {string} */ name) => given.get(name) ?? ''
  requireAccessKey(part('q-ak'), accessKeyId)
  requireTime(part('q-sign-time'), now)
  const headers = signedList(part('q-header-list'), (name) => String(upload.headers[name] ?? ''))
  const query = new URLSearchParams(upload.url.split('?')[1] ?? '')
  const parameters = signedList(part('q-url-param-list'), (name) => query.get(name) ?? '')
  const request = `post\n${upload.path}\n${parameters}\n${headers}\n`
  const right = cosSignature(secret, part('q-key-time'), `sha1\n${part('q-sign-time')}\n${sha1(request)}\n`)
  requireSignature(part('q-signature'), right)
}

/** @type {Service} */
const cos = {
  name: 'cosPost',
  origin: (bucket, region) => `https://${bucket}.cos.${region ?? 'ap-guangzhou'}.myqcloud.com`,
  check(request) {
    const { form, bucket, accessKeyId, secret, now } = request
    const encoded = form.value('policy')
    if (encoded === undefined) {
      if (secret !== undefined) checkAuthorization(request)
      return
    }
    const policy = readPolicy(encoded)
    if (secret !== undefined) {
      requireAccessKey(form.required('q-ak'), accessKeyId)
      const keyTime = form.required('q-key-time')
      requireTime(keyTime, now)
      const text = sha1(Buffer.from(encoded, 'base64').toString('utf8'))
      requireSignature(form.required('q-signature'), cosSignature(secret, keyTime, text))
    }
    // The policy has the time by the name that requests have for it.
    checkPolicy(policy, form, { now, bucket, aliases: { 'q-sign-time': 'q-key-time' } })
  },
}

module.exports = { cos }

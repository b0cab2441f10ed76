'use strict'
// How the services sign a policy. Each returns the expected signature.

const { createHash, createHmac, timingSafeEqual } = require('node:crypto')
const { Refusal } = require('./answers.js')

function hmac(
  /** @type {string} */ algorithm,
  /** @type {string | Buffer} */ key,
  /** @type {string} */ text,
) {
  return createHmac(algorithm, key).update(text).digest()
}

function isSame(/** @type {string} */ one, /** @type {string} */ other) {
  const [first, second] = [Buffer.from(one), Buffer.from(other)]
  return first.length === second.length && timingSafeEqual(first, second)
}

/** Refuses a signature other than the expected one. */
function requireSignature(/** @type {string} */ given, /** @type {string} */ right) {
  if (isSame(given, right)) return
  throw new Refusal(
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  )
}

function requireAccessKey(/** @type {string} */ given, /** @type {string | undefined} */ right) {
  if (right === undefined || given === right) return
  throw new Refusal(
    403,
    'InvalidAccessKeyId',
    'The access key Id you provided does not exist in our records.',
    {
      AccessKeyId: given,
    },
  )
}

/** S3's second version and OSS's first: `base64(hmac-sha1(secret, policy))`. */
function base64Sha1(/** @type {string} */ secret, /** @type {string} */ policy) {
  return hmac('sha1', secret, policy).toString('base64')
}

/**
 * The fourth version of S3 and of OSS, which differ in their words.
 *
 * @param {{ prefix: string, service: string, ending: string }} words
 * @param {string} secret
 * @param {string} credential `<key id>/<date>/<region>/<service>/<ending>`
 * @param {string} policy As it is sent, in base64.
 */
function version4({ prefix, service, ending }, secret, credential, policy) {
  const [, date = '', region = '', named, end] = credential.split('/')
  if (named !== service || end !== ending) {
    throw new Refusal(
      400,
      'InvalidArgument',
      `The credential has to be <access key id>/<yyyymmdd>/<region>/${service}/${ending}.`,
      { ArgumentValue: credential },
    )
  }
  const key = [date, region, service, ending].reduce(
    (/** @type {string | Buffer} */ before, text) => hmac('sha256', before, text),
    `${prefix}${secret}`,
  )
  return hmac('sha256', key, policy).toString('hex')
}

function sha1(/** @type {string} */ text) {
  return createHash('sha1').update(text).digest('hex')
}

/** COS' signature of a text: by a key that is valid for a time. */
function cosSignature(
  /** @type {string} */ secret,
  /** @type {string} */ keyTime,
  /** @type {string} */ text,
) {
  const signKey = hmac('sha1', secret, keyTime).toString('hex')
  return hmac('sha1', signKey, text).toString('hex')
}

module.exports = { requireSignature, requireAccessKey, base64Sha1, version4, cosSignature, sha1 }

'use strict'
// The policy of a form upload: as S3 defines it, and OSS and COS have adopted it.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html

const { Refusal } = require('./answers.js')

/**
 * @typedef {import('./form.js').Form} Form
 *
 * @typedef {object} Policy
 * @property {string} expiration
 * @property {unknown[]} conditions
 */

/** Reads the field `policy`. @returns {Policy} */
function readPolicy(/** @type {string} */ encoded) {
  const invalid = (/** @type {string} */ why) =>
    new Refusal(400, 'InvalidPolicyDocument', `Invalid Policy: ${why}`)
  let policy
  try {
    policy = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'))
  } catch {
    throw invalid('Invalid JSON.')
  }
  if (Number.isNaN(Date.parse(policy?.expiration))) throw invalid('Invalid expiration.')
  if (!Array.isArray(policy.conditions)) throw invalid('Invalid conditions.')
  return policy
}

/** A condition as operator, name and value, whichever way it is written. @returns {[string, ...any[]]} */
function partsOf(/** @type {any} */ condition) {
  if (Array.isArray(condition)) {
    const [operator, ...rest] = condition
    return [String(operator).toLowerCase(), ...rest]
  }
  const [name, value] = Object.entries(condition ?? {})[0] ?? ['', '']
  return ['eq', `$${name}`, value]
}

/**
 * Checks a form against a policy.
 *
 * @param {Policy} policy
 * @param {Form} form
 * @param {object} options
 * @param {Date} options.now
 * @param {string} [options.bucket]
 * @param {Record<string, string | undefined>} [options.aliases] Fields that conditions name differently than the form.
 */
function checkPolicy({ expiration, conditions }, form, { now, bucket, aliases = {} }) {
  const denied = (/** @type {string} */ why) =>
    new Refusal(403, 'AccessDenied', `Invalid according to Policy: ${why}`)
  if (Date.parse(expiration) <= now.getTime()) throw denied('Policy expired.')
  for (const condition of conditions) {
    const [operator, first, second] = partsOf(condition)
    if (operator === 'content-length-range') {
      checkSize(form.file.size, Number(first), Number(second))
      continue
    }
    const name = String(first).replace(/^\$/, '').toLowerCase()
    const actual = name === 'bucket' ? (bucket ?? String(second)) : form.value(aliases[name] ?? name)
    const isRight =
      operator === 'starts-with'
        ? actual?.startsWith(String(second))
        : operator === 'eq' && actual === String(second)
    if (!isRight) throw denied(`Policy Condition failed: ${JSON.stringify([operator, `$${name}`, second])}`)
  }
}

function checkSize(/** @type {number} */ size, /** @type {number} */ least, /** @type {number} */ most) {
  if (size > most) {
    throw new Refusal(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
      ProposedSize: size,
      MaxSizeAllowed: most,
    })
  }
  if (size < least) {
    throw new Refusal(
      400,
      'EntityTooSmall',
      'Your proposed upload is smaller than the minimum allowed size',
      {
        ProposedSize: size,
        MinSizeAllowed: least,
      },
    )
  }
}

/** The names of the conditions, in lower case. */
function conditionNames(/** @type {Policy} */ { conditions }) {
  return conditions.map((condition) => String(partsOf(condition)[1]).replace(/^\$/, '').toLowerCase())
}

module.exports = { readPolicy, checkPolicy, conditionNames }

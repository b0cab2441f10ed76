'use strict'
// Ready-made rules: uploads by form to an object storage, checked and answered as the service does.

const v = require('valibot')
const { wrongOption } = require('../options.js')
const { check, object, text } = require('../validate.js')
const { accept, refuse, Refusal } = require('./answers.js')
const { cos } = require('./cos.js')
const { Form } = require('./form.js')
const { oss } = require('./oss.js')
const { s3 } = require('./s3.js')

/**
 * @typedef {object} FormRequest
 * @property {Form} form
 * @property {import('../index.js').Upload} upload
 * @property {Date} now
 * @property {string} [bucket]
 * @property {string} [accessKeyId]
 * @property {string} [secret]
 *
 * @typedef {object} Service
 * @property {string} name Of the function.
 * @property {(bucket: string, region?: string) => string} origin Where objects are.
 * @property {(request: FormRequest) => void} check Throws a Refusal.
 */

const options = object('the options', {
  match: v.optional(v.unknown()),
  bucket: v.optional(text),
  region: v.optional(text),
  accessKeyId: v.optional(text),
  secret: v.optional(text),
})

/** @returns {(given?: import('../index.js').FormPostOptions) => import('../rules.js').Rule} */
function ruleOf(/** @type {Service} */ service) {
  return (given = {}) => {
    const {
      match,
      bucket = 'bucket',
      region,
      accessKeyId,
      secret,
    } = check(options, given, wrongOption(service.name))
    return /** @type {import('../rules.js').Rule} */ ({
      name: service.name,
      ...(match === undefined ? {} : { match }),
      respond: async (/** @type {import('../index.js').Upload} */ upload) => {
        try {
          const form = new Form(upload)
          service.check({ form, upload, now: new Date(), bucket: given.bucket, accessKeyId, secret })
          return await accept(form, bucket, service.origin(bucket, region))
        } catch (error) {
          if (error instanceof Refusal) return refuse(error, upload.id)
          throw error
        }
      },
    })
  }
}

module.exports = { s3Post: ruleOf(s3), ossPost: ruleOf(oss), cosPost: ruleOf(cos) }

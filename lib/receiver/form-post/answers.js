'use strict'
// What the services answer: a status of the form's choice, or an error in XML.

const { createHash } = require('node:crypto')

/** A form that the service refuses. */
class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message
   * @param {Record<string, string | number>} [details] Further elements.
   */
  constructor(status, code, message, details = {}) {
    super(message)
    this.status = status
    this.code = code
    this.details = details
  }
}

function escapeXml(/** @type {string | number} */ value) {
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** A document of one element with texts in it. */
function xml(/** @type {string} */ name, /** @type {Record<string, string | number>} */ members) {
  const inner = Object.entries(members)
    .map(([member, value]) => `<${member}>${escapeXml(value)}</${member}>`)
    .join('')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name}>${inner}</${name}>`
}

/** The answer to a form that is refused. @returns {any} */
function refuse(/** @type {Refusal} */ { status, code, message, details }, /** @type {string} */ requestId) {
  const body = xml('Error', { Code: code, Message: message, ...details, RequestId: requestId })
  return { status, headers: { 'Content-Type': 'application/xml' }, body }
}

/** The MD5 of a file, in quotes, as an ETag. */
async function etagOf(/** @type {import('../index.js').UploadFile} */ file) {
  const hash = createHash('md5')
  for await (const chunk of file.stream()) hash.update(chunk)
  return `"${hash.digest('hex')}"`
}

/**
 * The answer to a form that is taken.
 *
 * @param {import('./form.js').Form} form
 * @param {string} bucket
 * @param {string} origin Where the object is.
 * @returns {Promise<any>}
 */
async function accept(form, bucket, origin) {
  const { key, file } = form
  const etag = await etagOf(file)
  const location = `${origin}/${key.split('/').map(encodeURIComponent).join('/')}`
  const headers = { ETag: etag, Location: location }
  const redirect = form.value('success_action_redirect') ?? form.value('redirect')
  if (redirect !== undefined && URL.canParse(redirect)) {
    const url = new URL(redirect)
    for (const [name, value] of Object.entries({ bucket, key, etag })) url.searchParams.append(name, value)
    return { status: 303, headers: { ...headers, Location: String(url) } }
  }
  const status = Number(form.value('success_action_status'))
  if (status === 201) {
    const body = xml('PostResponse', { Location: location, Bucket: bucket, Key: key, ETag: etag })
    return { status: 201, headers: { ...headers, 'Content-Type': 'application/xml' }, body }
  }
  return status === 200 ? { status: 200, headers, body: '' } : { status: 204, headers }
}

exports.Refusal = Refusal
exports.refuse = refuse
exports.accept = accept

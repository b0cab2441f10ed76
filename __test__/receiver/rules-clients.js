'use strict'
// A receiver with rules, and the two clients that see what it does: our own and curl.

const assert = require('node:assert/strict')
const { createReceiver } = /** @type {any} */ (require('../../lib/receiver/index.js'))
const { outcome } = require('../support/calls')
const { curl, WITHOUT_CURL } = require('../support/curl')
const { temporaryFile } = require('../support/files')

const { wx } = /** @type {any} */ (require('uploadtask'))

/**
 * @typedef {object} Sent What is uploaded: one file, with fields and headers.
 * @property {string} [url] Path and query.
 * @property {string} [file]
 * @property {Record<string, string>} [fields]
 * @property {Record<string, string>} [headers]
 *
 * @typedef {object} Got What the client saw. Without an answer there is no `status`.
 * @property {number} [status]
 * @property {string} body
 * @property {Record<string, string>} headers Names in lower case.
 * @property {number} seconds From the answer's head to its end.
 *
 * @typedef {(context: import('node:test').TestContext, origin: string, sent?: Sent) => Promise<Got>} Client
 */

/** @type {Client} */
async function ourClient(
  context,
  origin,
  { url = '/upload', file = temporaryFile(context), fields, headers } = {},
) {
  let headAt = 0
  const upload = (/** @type {object} */ options) => {
    const task = wx.uploadFile(options)
    task.onHeadersReceived(() => {
      headAt = performance.now()
    })
    return task
  }
  const { name, values } = await outcome(upload, {
    url: `${origin}${url}`,
    filePath: file,
    name: 'file',
    formData: fields,
    header: headers,
  })
  const [{ statusCode: status, data = '', header = {} }] = values
  assert.equal(name, status === undefined ? 'fail' : 'success')
  const lowerCase = Object.entries(header).map(([key, value]) => [key.toLowerCase(), value])
  return {
    status,
    body: data,
    headers: Object.fromEntries(lowerCase),
    seconds: (performance.now() - headAt) / 1000,
  }
}

/** @type {Client} */
async function curlClient(
  context,
  origin,
  { url = '/upload', file = temporaryFile(context), fields, headers } = {},
) {
  const got = await curl(context, [
    ...['-L', '--compressed'],
    ...Object.entries(headers ?? {}).flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
    ...Object.entries(fields ?? {}).flatMap(([name, value]) => ['--form-string', `${name}=${value}`]),
    ...['-F', `file=@${file}`, `${origin}${url}`],
  ])
  const last =
    got.heads
      .trim()
      .split(/\r\n\r\n/)
      .at(-1) ?? ''
  const lines = last.split('\r\n').slice(1)
  const pairs = lines.map((line) => [
    line.split(':')[0].toLowerCase(),
    line.slice(line.indexOf(':') + 1).trim(),
  ])
  return {
    status: got.status === 0 || got.code !== 0 ? undefined : got.status,
    body: got.body,
    headers: Object.fromEntries(pairs),
    seconds: got.seconds.total - got.seconds.head,
  }
}

/**
 * A receiver with these rules.
 *
 * @param {import('node:test').TestContext} context
 * @param {object[]} [rules]
 */
async function startReceiver(context, rules = []) {
  const receiver = createReceiver({ rules })
  context.after(() => receiver.close())
  const { url, inspector } = await receiver.listen()
  return { receiver, origin: url, inspector }
}

/** What `receiver.next` gives of an upload that failed. */
const FAILED = { state: 'failed' }

/** Both clients. @type {Array<[string, Client, string | boolean]>} */
const CLIENTS = [
  ['our client', ourClient, false],
  ['curl', curlClient, WITHOUT_CURL],
]

module.exports = { CLIENTS, FAILED, ourClient, startReceiver }

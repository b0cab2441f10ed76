'use strict'

const fs = require('node:fs')
const path = require('node:path')
const { Agent, FormData, request } = require('undici')

exports.createUpload = async (/** @type {import('../client.js').ClientOptions} */ { concurrency }) => {
  const dispatcher = new Agent({ connections: concurrency, headersTimeout: 0, bodyTimeout: 0 })
  /** @type {import('../client.js').Upload} */
  return async ({ url, path: file }) => {
    const form = new FormData()
    form.append('file', await fs.openAsBlob(file), path.basename(file))
    const { statusCode, body } = await request(url, { method: 'POST', body: form, dispatcher })
    await body.dump()
    if (statusCode !== 200) throw new Error(`status ${statusCode}`)
  }
}

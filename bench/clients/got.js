'use strict'

const fs = require('node:fs')
const http = require('node:http')
const FormData = require('form-data')

exports.createUpload = async (/** @type {import('../client.js').ClientOptions} */ { concurrency }) => {
  const { got } = await import('got')
  const client = got.extend({
    agent: { http: new http.Agent({ keepAlive: true, maxSockets: concurrency }) },
    retry: { limit: 0 },
  })
  /** @type {import('../client.js').Upload} */
  return async ({ url, path, size }) => {
    const body = new FormData()
    body.append('file', fs.createReadStream(path, { highWaterMark: 1024 ** 2 }), { knownLength: size })
    await client.post(url, { body })
  }
}

'use strict'

const fs = require('node:fs')
const http = require('node:http')
const axios = require('axios')
const FormData = require('form-data')

exports.createUpload = async (/** @type {import('../client.js').ClientOptions} */ { concurrency }) => {
  const httpAgent = new http.Agent({ keepAlive: true, maxSockets: concurrency })
  /** @type {import('../client.js').Upload} */
  return async ({ url, path, size }) => {
    const form = new FormData()
    form.append('file', fs.createReadStream(path, { highWaterMark: 1024 ** 2 }), { knownLength: size })
    // Redirects are what would have the body kept in memory.
    await axios.post(url, form, { httpAgent, maxRedirects: 0, maxBodyLength: Number.POSITIVE_INFINITY })
  }
}

'use strict'

const fs = require('node:fs')
const http = require('node:http')
const superagent = require('superagent')

exports.createUpload = async (/** @type {import('../client.js').ClientOptions} */ { concurrency }) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: concurrency })
  /** @type {import('../client.js').Upload} */
  return async ({ url, path }) => {
    const file = fs.createReadStream(path, { highWaterMark: 1024 ** 2 })
    await superagent.post(url).agent(agent).redirects(0).attach('file', file)
  }
}

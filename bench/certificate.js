'use strict'
// A certificate for the server, made for each run.

const fs = require('node:fs')
const path = require('node:path')

/** Writes an authority's certificate, and a server's with its key, as PEM files. */
async function writeCertificate(/** @type {string} */ folder) {
  const { issueRoot, issueServer } = require('../__test__/support/certificates.js')
  const authority = await issueRoot('Benchmark Root')
  const server = await issueServer(authority)
  const write = (/** @type {string} */ name, /** @type {string} */ content) => {
    const file = path.join(folder, name)
    fs.writeFileSync(file, content, { mode: 0o600 })
    return file
  }
  return {
    ca: write('ca.pem', authority.cert),
    cert: write('server.pem', server.cert),
    key: write('server-key.pem', server.key),
  }
}

module.exports = { writeCertificate }

'use strict'

const http = require('node:http')
// @ts-expect-error: it has no types.
const busboy = require('busboy')
const { answerWith, listen, sha256 } = require('../node-server')

/** @param {import('node:http').IncomingMessage} request */
function parse(request) {
  return new Promise((resolve, reject) => {
    // Without this option busboy reads names as Latin-1.
    const parser = busboy({ headers: request.headers, defParamCharset: 'utf8' })
    /** @type {{ fields: Array<[string, string]>, files: import('../node-server').ParsedFile[] }} */
    const upload = { fields: [], files: [] }
    parser.on('field', (/** @type {string} */ name, /** @type {string} */ value) => {
      upload.fields.push([name, value])
    })
    parser.on(
      'file',
      (
        /** @type {string} */ name,
        /** @type {import('node:stream').Readable} */ stream,
        /** @type {{ filename: string, mimeType: string }} */ info,
      ) => {
        /** @type {Buffer[]} */
        const chunks = []
        stream.on('data', (chunk) => chunks.push(chunk))
        stream.on('end', () => {
          const content = Buffer.concat(chunks)
          upload.files.push({
            name: name ?? null,
            filename: info.filename ?? null,
            type: info.mimeType,
            size: content.length,
            sha256: sha256(content),
          })
        })
      },
    )
    parser.on('close', () => resolve(upload))
    parser.on('error', reject)
    request.pipe(parser)
  })
}

function start() {
  return listen(http.createServer((request, response) => answerWith(request, response, () => parse(request))))
}

module.exports = { title: 'busboy', start }

'use strict'

const http = require('node:http')
const { promisify } = require('node:util')
// @ts-expect-error: it has no types.
const multer = require('multer')
const { answerWith, listen, sha256 } = require('../node-server')

function start() {
  const middleware = promisify(multer({ storage: multer.memoryStorage(), defParamCharset: 'utf8' }).any())
  return listen(
    http.createServer((/** @type {any} */ request, response) =>
      answerWith(request, response, async () => {
        await middleware(request, response)
        return {
          fields: Object.entries(request.body),
          files: request.files.map((/** @type {any} */ file) => ({
            name: file.fieldname,
            filename: file.originalname,
            type: file.mimetype,
            size: file.size,
            sha256: sha256(file.buffer),
          })),
        }
      }),
    ),
  )
}

module.exports = { title: 'multer', start }

'use strict'

const http = require('node:http')
const { formidable } = require('formidable')
const { answerWith, listen } = require('../node-server')
const { readStoredFiles, storageFolder } = require('../stored-files')

async function start() {
  const folder = storageFolder()
  const options = {
    uploadDir: folder.path,
    // Without these an empty file is refused.
    allowEmptyFiles: true,
    minFileSize: 0,
  }
  const { port, close } = await listen(
    http.createServer((request, response) =>
      answerWith(request, response, async () => {
        const [fields, files] = await formidable(options).parse(request)
        return {
          fields: Object.entries(fields).flatMap(([name, values]) =>
            (values ?? []).map((value) => /** @type {[string, string]} */ ([name, value])),
          ),
          files: readStoredFiles(files),
        }
      }),
    ),
  )
  return { port, close: () => close().finally(folder.remove) }
}

module.exports = { title: 'formidable', start }

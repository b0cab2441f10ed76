'use strict'

const http = require('node:http')
const Koa = require('koa')
const { koaBody } = require('koa-body')
const { aboutHead, listen } = require('../node-server')
const { readStoredFiles, storageFolder } = require('../stored-files')

async function start() {
  const folder = storageFolder()
  const app = new Koa()
  app.use(async (context, next) => {
    try {
      await next()
    } catch (error) {
      context.status = 400
      context.body = { ...aboutHead(context.headers), error: String(error) }
    }
  })
  app.use(
    koaBody({
      multipart: true,
      formidable: { uploadDir: folder.path, allowEmptyFiles: true, minFileSize: 0 },
    }),
  )
  app.use((context) => {
    context.body = {
      ...aboutHead(context.headers),
      fields: Object.entries(/** @type {object} */ (context.request.body)),
      files: readStoredFiles(context.request.files),
    }
  })
  const { port, close } = await listen(http.createServer(app.callback()))
  return { port, close: () => close().finally(folder.remove) }
}

module.exports = { title: 'koa-body', start }

'use strict'

const { createAdaptorServer } = require('@hono/node-server')
const { Hono } = require('hono')
const { listen, sha256 } = require('../node-server')

function start() {
  const app = new Hono()
  app.post('/upload', async (context) => {
    const head = {
      contentType: context.req.header('content-type') ?? null,
      contentLength: context.req.header('content-length') ?? null,
    }
    /** @type {Array<[string, string]>} */
    const fields = []
    /** @type {import('../node-server').ParsedFile[]} */
    const files = []
    try {
      for (const [name, value] of await context.req.formData()) {
        if (typeof value === 'string') {
          fields.push([name, value])
        } else {
          const content = Buffer.from(await value.arrayBuffer())
          files.push({
            name,
            filename: value.name,
            type: value.type,
            size: content.length,
            sha256: sha256(content),
          })
        }
      }
    } catch (error) {
      return context.json({ ...head, error: String(error) }, 400)
    }
    return context.json({ ...head, fields, files })
  })
  return listen(/** @type {import('node:http').Server} */ (createAdaptorServer({ fetch: app.fetch })))
}

module.exports = { title: 'hono', start }

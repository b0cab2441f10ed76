'use strict'

const { fastify } = require('fastify')
const multipart = require('@fastify/multipart')
const { aboutHead, sha256 } = require('../node-server')

async function start() {
  const app = fastify()
  app.register(multipart, { limits: { fileSize: 16 * 1024 * 1024 } })
  app.setErrorHandler((error, request, reply) => {
    reply.code(400).send({ ...aboutHead(request.headers), error: String(error) })
  })
  app.post('/upload', async (request) => {
    /** @type {Array<[string, unknown]>} */
    const fields = []
    /** @type {import('../node-server').ParsedFile[]} */
    const files = []
    for await (const part of request.parts()) {
      if (part.type === 'file') {
        const content = await part.toBuffer()
        files.push({
          name: part.fieldname,
          filename: part.filename,
          type: part.mimetype,
          size: content.length,
          sha256: sha256(content),
        })
      } else {
        fields.push([part.fieldname, part.value])
      }
    }
    return { ...aboutHead(request.headers), fields, files }
  })
  const { port } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }))
  const close = async () => {
    app.server.closeAllConnections()
    await app.close()
  }
  return { port: Number(port), close }
}

module.exports = { title: '@fastify/multipart', start }

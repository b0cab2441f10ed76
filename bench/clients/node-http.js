'use strict'
// node:http as an expert writes it by hand: a length, sockets that are kept, large reads, small files in one write.

const { randomBytes } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')

const WHOLE = 64 * 1024
const READ = 1024 ** 2

/** What a part begins with, and what ends the body. */
function frame(/** @type {string} */ filename) {
  const boundary = `----${randomBytes(16).toString('hex')}`
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    head: Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${filename}"\r\n` +
        'Content-Type: application/octet-stream\r\n\r\n',
    ),
    tail: Buffer.from(`\r\n--${boundary}--\r\n`),
  }
}

exports.createUpload = async (/** @type {import('../client.js').ClientOptions} */ options) => {
  const http = options.ca ? require('node:https') : require('node:http')
  const agent = new http.Agent({
    ...{ keepAlive: true, maxSockets: options.concurrency, noDelay: true },
    ...(options.ca ? { ca: fs.readFileSync(options.ca) } : {}),
  })
  /** @type {import('../client.js').Upload} */
  return async ({ url, path: file, size }) => {
    let sent = 0
    const onProgress = (/** @type {Buffer} */ chunk) => {
      sent += chunk.length
    }
    const { type, head, tail } = frame(path.basename(file))
    const content = size <= WHOLE ? await fs.promises.readFile(file) : null
    await new Promise((resolve, reject) => {
      const request = http.request(
        url,
        {
          ...{ method: 'POST', agent },
          headers: { 'Content-Type': type, 'Content-Length': head.length + size + tail.length },
        },
        (response) => {
          response.resume().on('error', reject)
          response.on('end', () => {
            if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`))
            else if (options.listeners && sent !== size) reject(new Error('no progress was reported'))
            else resolve(undefined)
          })
        },
      )
      request.on('error', reject)
      if (content) {
        if (options.listeners) onProgress(content)
        request.end(Buffer.concat([head, content, tail]))
        return
      }
      request.write(head)
      const source = fs.createReadStream(file, { highWaterMark: READ })
      if (options.listeners) source.on('data', (chunk) => onProgress(/** @type {Buffer} */ (chunk)))
      source.on('error', (error) => request.destroy(error))
      source.on('end', () => request.end(tail))
      source.pipe(request, { end: false })
    })
  }
}

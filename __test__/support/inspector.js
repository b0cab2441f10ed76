'use strict'
// A receiver on a free port, calls of its inspector's API, and uploads to look at.

const http = require('node:http')
const { deflateSync, crc32 } = require('node:zlib')
const { createReceiver } = require('../../lib/receiver/index.js')

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {http.IncomingHttpHeaders} headers
 * @property {Buffer} body
 * @property {string} text
 * @property {() => any} json
 *
 * @typedef {object} Form
 * @property {string} [path]
 * @property {string} [method]
 * @property {Record<string, string>} [headers]
 * @property {[name: string, value: string][]} [fields]
 * @property {{ field?: string, filename: string, type?: string, content: string | Buffer }[]} [files]
 */

/** Starts a receiver that ends with the test. */
async function startInspected(
  /** @type {import('node:test').TestContext} */ context,
  /** @type {object} */ options = {},
) {
  const receiver = createReceiver(options)
  context.after(() => receiver.close())
  const { url, inspector, port } = await receiver.listen()

  /**
   * A request to the receiver, with nothing of its path changed.
   *
   * @param {string} path
   * @param {{ method?: string, headers?: Record<string, string>, body?: string | Buffer }} [options]
   * @returns {Promise<Answer>}
   */
  function request(path, { method = 'GET', headers = {}, body } = {}) {
    return new Promise((resolve, reject) => {
      const sent = http.request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        /** @type {Buffer[]} */
        const chunks = []
        response.on('data', (chunk) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const bytes = Buffer.concat(chunks)
          const text = bytes.toString('utf8')
          const { statusCode: status = 0, headers: answered } = response
          resolve({ status, headers: answered, body: bytes, text, json: () => JSON.parse(text) })
        })
      })
      sent.on('error', reject)
      sent.end(body)
    })
  }

  /** A call of the inspector's API, as its own page makes it. */
  const api = (
    /** @type {string} */ path,
    /** @type {{ method?: string, headers?: Record<string, string>, body?: string | Buffer }} */ given = {},
  ) => request(`/__uploadtask/api/${path}`, { ...given, headers: { 'X-Uploadtask': '1', ...given.headers } })

  /** Sends an upload and gives what the receiver lists of it. */
  async function upload(/** @type {Form} */ form) {
    const { path = '/upload', method = 'POST', headers = {} } = form
    const { contentType, body } = encode(form)
    const answer = await request(path, { method, headers: { ...headers, 'Content-Type': contentType }, body })
    return { answer, upload: await receiver.next({ path: path.replace(/\?.*/s, '') }, { state: 'any' }) }
  }

  return { receiver, url, inspector, port, request, api, upload }
}

/** A multipart body whose names are written as they are: no escapes, so that hostile ones arrive. */
function encode(/** @type {Form} */ { fields = [], files = [] }) {
  const boundary = '----inspected'
  const chunks = []
  for (const [name, value] of fields) {
    chunks.push(
      `--${boundary}\r\nContent-Disposition: form-data; name="${quote(name)}"\r\n\r\n`,
      value,
      '\r\n',
    )
  }
  for (const { field = 'file', filename, type = 'application/octet-stream', content } of files) {
    const names = `name="${quote(field)}"; filename="${quote(filename)}"`
    chunks.push(`--${boundary}\r\nContent-Disposition: form-data; ${names}\r\nContent-Type: ${type}\r\n\r\n`)
    chunks.push(content, '\r\n')
  }
  chunks.push(`--${boundary}--\r\n`)
  const body = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk)))
  return { contentType: `multipart/form-data; boundary=${boundary}`, body }
}

/** The escape of browsers (WHATWG HTML, multipart/form-data). */
function quote(/** @type {string} */ name) {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

/** A picture of one colour. */
function png(/** @type {number} */ width, /** @type {number} */ height, /** @type {number[]} */ colour) {
  const chunk = (/** @type {string} */ type, /** @type {Buffer} */ data) => {
    const content = Buffer.concat([Buffer.from(type), data])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(data.length)
    frame.writeUInt32BE(crc32(content), 4)
    return Buffer.concat([frame.subarray(0, 4), content, frame.subarray(4)])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([8, 2], 8)
  const row = Buffer.from([0, ...Array.from({ length: width }, () => colour).flat()])
  const rows = Buffer.concat(Array.from({ length: height }, () => row))
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  const data = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([signature, ...data])
}

module.exports = { startInspected, encode, png }

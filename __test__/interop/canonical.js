'use strict'
// The canonical request of a case, made without uploadtask: the body by hand, the head by hand, over a plain socket.

const net = require('node:net')
const { expectedBody } = require('../support/expected-body')
const { wireOf } = require('./corpus')

/**
 * @param {import('./corpus').Case} one
 * @param {string} boundary
 */
function canonicalBody({ fields, name, filename, type, content }, boundary) {
  return expectedBody(
    boundary,
    fields.map(([field, value]) => [wireOf(field), wireOf(value)]),
    { name: wireOf(name), filename: wireOf(filename), type },
    content,
  )
}

/**
 * An answer whose end is told by its Content-Length, or else by the end of the connection.
 *
 * @param {Buffer} received
 * @param {boolean} ended
 */
function wholeAnswer(received, ended) {
  const end = received.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const head = received.subarray(0, end).toString('latin1')
  const body = received.subarray(end + 4)
  const length = /^content-length: *(\d+)$/im.exec(head)?.[1]
  if (length === undefined ? !ended : body.length < Number(length)) return undefined
  return { status: Number(head.split(' ')[1]), text: body.toString('utf8') }
}

/**
 * Sends a body and gives the answer.
 *
 * @param {number} port
 * @param {string} boundary
 * @param {Buffer} body
 * @returns {Promise<{ status: number, text: string }>}
 */
function post(port, boundary, body) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1')
    const head = [
      'POST /upload HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      `Content-Type: multipart/form-data; boundary=${boundary}`,
      `Content-Length: ${body.length}`,
      'Connection: close',
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n`)
    socket.write(body)
    let received = Buffer.alloc(0)
    const settle = (/** @type {boolean} */ ended) => {
      const answer = wholeAnswer(received, ended)
      if (answer) {
        resolve(answer)
        socket.destroy()
      } else if (ended) {
        reject(new Error(`the answer is not whole: ${received}`))
      }
    }
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      settle(false)
    })
    socket.on('end', () => settle(true))
    socket.on('error', reject)
  })
}

module.exports = { canonicalBody, post }

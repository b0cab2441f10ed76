'use strict'
// Uploads over HTTP/2, and Node's own server for them.

const assert = require('node:assert/strict')
const { once } = require('node:events')
const http2 = require('node:http2')

const { record } = require('../support/calls')
const { issueRoot, issueServer } = require('../support/certificates')
const { temporaryFile } = require('../support/files')
const { receive } = require('../support/receiver')
const { within } = require('../support/within')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

const certificates = issueRoot().then(async (root) => ({ ca: root.cert, secure: await issueServer(root) }))

/**
 * Node's own HTTP/2 server, which answers each upload with its fields and files as JSON unless told otherwise.
 *
 * @param {import('node:test').TestContext} context
 * @param {(stream: http2.ServerHttp2Stream, index: number) => void} [onStream]
 * @param {http2.SecureServerOptions} [options]
 */
async function startNodeServer(context, onStream, options = {}) {
  const { secure } = await certificates
  const server = http2.createSecureServer({ ...secure, ...options })
  /** @type {http2.ServerHttp2Session[]} */
  const sessions = []
  /** @type {http2.ServerHttp2Stream[]} */
  const streams = []
  server.on('session', (session) => {
    sessions.push(session)
    session.on('error', () => {})
  })
  server.on('stream', (stream) => {
    stream.on('error', () => {})
    streams.push(stream)
    onStream?.(stream, streams.length - 1)
  })
  if (!onStream) {
    server.on('request', async (request, response) => {
      const { fields, files, headers } = await receive(/** @type {any} */ (request))
      response.setHeader('Content-Type', 'application/json')
      response.end(JSON.stringify({ fields, files, headers, version: request.httpVersion }))
    })
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => {
    server.close()
    for (const session of sessions) session.destroy()
  })
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return { url: `https://127.0.0.1:${port}/upload`, sessions, streams }
}

/**
 * @param {import('node:test').TestContext} context
 * @param {{ url: string }} server
 * @param {object} [options]
 * @param {any} [runtime]
 */
async function start(context, server, options = {}, runtime) {
  const { wx } = runtime ?? createRuntime({ ca: (await certificates).ca })
  const given = { filePath: temporaryFile(context), name: 'file', formData: { a: '1' }, enableHttp2: true }
  return record(wx.uploadFile, { url: server.url, ...given, ...options })
}

/** @type {(...given: Parameters<typeof start>) => Promise<any>} */
async function succeed(...given) {
  const [[name, result]] = await within((await start(...given)).done, 10_000, 'the end of the upload')
  assert.equal(name, 'success', JSON.stringify(result))
  return result
}

/** @type {(cause: RegExp, ...given: Parameters<typeof start>) => Promise<any>} */
async function fail(cause, ...given) {
  const { calls, done } = await start(...given)
  await within(done, 10_000, 'the end of the upload')
  const [[name, result]] = calls
  assert.equal(name, 'fail', JSON.stringify(result))
  assert.equal(result.errno, 600001, result.errMsg)
  assert.match(result.errMsg, /^uploadFile:fail .*127\.0\.0\.1:\d+/)
  assert.match(result.errMsg, cause)
  assert.equal(calls.length, 2)
}

/** A runtime that trusts the servers of these tests. @param {object} [config] */
const trusting = async (config) => createRuntime({ ca: (await certificates).ca, ...config })

module.exports = { certificates, startNodeServer, start, succeed, fail, trusting }

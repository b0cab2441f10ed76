'use strict'
// Uploads that are passed on to a real backend.

const assert = require('node:assert/strict')
const { once } = require('node:events')
const http = require('node:http')
const net = require('node:net')
const { test } = require('node:test')
const { createReceiver, passthrough } = /** @type {any} */ (require('../../lib/receiver/index.js'))
const { curl, WITHOUT_CURL } = require('../support/curl')
const { sparseFile, temporaryFile } = require('../support/files')
const { listen } = require('../support/listen')
const { CLIENTS, FAILED, ourClient, startReceiver } = require('./rules-clients.js')

/**
 * A backend, and what it got.
 *
 * @param {import('node:test').TestContext} context
 * @param {(request: http.IncomingMessage, response: http.ServerResponse, body: Buffer) => void} [answer]
 */
async function startBackend(context, answer = (_request, response) => response.end('stored')) {
  /** @type {Array<{ method?: string, url?: string, rawHeaders: string[], body: Buffer }>} */
  const requests = []
  const server = http.createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray())
    const { method, url, rawHeaders } = request
    requests.push({ method, url, rawHeaders, body })
    answer(request, response, body)
  })
  const { port } = await listen(context, server, () => server.closeAllConnections())
  return { url: `http://127.0.0.1:${port}`, requests }
}

for (const [name, client, skip] of CLIENTS) {
  test(`passthrough: the backend gets the upload as it came, and the client its answer, by ${name}`, {
    skip,
  }, async (context) => {
    const backend = await startBackend(context, (_request, response) => {
      response.setHeader('Set-Cookie', ['a=1', 'b=2'])
      response.setHeader('X-Backend', 'real')
      response.writeHead(201, 'Made')
      response.end('stored')
    })
    const { receiver, origin } = await startReceiver(context, [{ id: 'real', passthrough: backend.url }])
    const { status, body, headers } = await client(context, origin, {
      url: '/api/upload?x=%20',
      file: temporaryFile(context, '说明.txt', 'abc'),
      fields: { user: 'amy' },
      headers: { 'X-Token': 'secret' },
    })
    assert.deepEqual([status, body, headers['x-backend']], [201, 'stored', 'real'])
    const upload = await receiver.next()
    assert.equal(upload.files[0].filename, '说明.txt')
    assert.deepEqual(upload.fields, [{ name: 'user', value: 'amy' }])
    assert.equal(upload.response.rule, 'real')
    assert.deepEqual(upload.response.headers['set-cookie'], ['a=1', 'b=2'])
    const [{ method, url, rawHeaders, body: got }] = backend.requests
    assert.deepEqual([method, url, got.length], ['POST', '/api/upload?x=%20', upload.contentLength])
    const value = (/** @type {string} */ wanted) =>
      rawHeaders[rawHeaders.findIndex((one) => one.toLowerCase() === wanted) + 1]
    assert.equal(value('x-token'), 'secret')
    assert.equal(value('content-type'), upload.headers['content-type'])
    assert.equal(value('content-length'), String(upload.contentLength))
    assert.equal(value('host'), new URL(backend.url).host)
  })
}

test('passthrough: a URL with a path is asked as it is', async (context) => {
  const backend = await startBackend(context)
  const { origin } = await startReceiver(context, [passthrough(`${backend.url}/v2/files?a=1`)])
  assert.equal((await ourClient(context, origin, { url: '/upload?b=2' })).body, 'stored')
  assert.equal(backend.requests[0].url, '/v2/files?a=1')
})

test('passthrough: a function in code makes a rule, and takes URLs', () => {
  assert.deepEqual(passthrough('https://api.example.com', { id: 'real', delay: 5 }), {
    id: 'real',
    delay: 5,
    passthrough: 'https://api.example.com',
  })
  const rule = passthrough(new URL('https://api.example.com/a'))
  assert.deepEqual(createReceiver({ rules: [rule] }).rules.list()[0].passthrough, 'https://api.example.com/a')
})

test('passthrough: a large body streams through, slowed down by the backend and by throttle', async (context) => {
  const backend = await startBackend(context, (_request, response, body) => response.end(String(body.length)))
  const { receiver, origin } = await startReceiver(context, [
    { throttle: 1e9, delay: 1, bodyDelay: 1 },
    { passthrough: backend.url },
  ])
  const { body } = await ourClient(context, origin, { file: sparseFile(context, 40 * 1024 * 1024) })
  const upload = await receiver.next()
  assert.equal(body, String(upload.contentLength))
  assert.equal(upload.files[0].size, 40 * 1024 * 1024)
})

test('passthrough: a chunked body goes through', { skip: WITHOUT_CURL }, async (context) => {
  const backend = await startBackend(context)
  const { receiver, origin } = await startReceiver(context, [{ passthrough: backend.url }])
  const { body } = await curl(context, ['-H', 'Transfer-Encoding: chunked', '-F', 'a=1', origin])
  assert.equal(body, 'stored')
  assert.deepEqual((await receiver.next()).fields, [{ name: 'a', value: '1' }])
  assert.match(backend.requests[0].body.toString(), /name="a"\r\n\r\n1\r\n/)
})

test('passthrough: an early answer of the backend ends the upload', async (context) => {
  const server = http.createServer((_request, response) => {
    response.writeHead(413)
    response.end('too large')
  })
  const { port } = await listen(context, server, () => server.closeAllConnections())
  const { receiver, origin } = await startReceiver(context, [{ passthrough: `http://127.0.0.1:${port}` }])
  const { status, body } = await ourClient(context, origin, { file: sparseFile(context, 64 * 1024 * 1024) })
  assert.deepEqual([status, body], [413, 'too large'])
  const { error, response } = await receiver.next({}, FAILED)
  assert.deepEqual([error.code, response.status], ['not_read', 413])
})

test('passthrough: a backend that cannot be reached is a 502 that names it', async (context) => {
  const gone = http.createServer()
  const { port } = await listen(context, gone, () => {})
  await new Promise((resolve) => gone.close(resolve))
  const { receiver, origin } = await startReceiver(context, [{ passthrough: `http://127.0.0.1:${port}` }])
  const { status, body } = await ourClient(context, origin)
  assert.equal(status, 502)
  assert.equal(JSON.parse(body).error.code, 'backend_failed')
  assert.match(
    JSON.parse(body).error.message,
    new RegExp(`http://127.0.0.1:${port} gave no answer: .*ECONNREFUSED`),
  )
  assert.equal((await receiver.next({}, { state: 'any' })).response.status, 502)
})

test('passthrough: a client that goes away takes the request to the backend with it', async (context) => {
  /** @type {(value?: unknown) => void} */
  let closed = () => {}
  const gone = new Promise((resolve) => {
    closed = resolve
  })
  const server = http.createServer((request) => {
    request.on('close', closed)
    request.resume()
  })
  const { port } = await listen(context, server, () => server.closeAllConnections())
  const { receiver, origin } = await startReceiver(context, [{ passthrough: `http://127.0.0.1:${port}` }])
  const request = http.request(origin, {
    method: 'POST',
    headers: { 'Content-Type': 'multipart/form-data; boundary=b', 'Content-Length': 1000 },
  })
  request.on('error', () => {})
  request.write('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n')
  await Promise.all([once(receiver, 'progress'), once(server, 'request')])
  request.destroy()
  await gone
  assert.equal((await receiver.next({}, FAILED)).error.code, 'aborted')
})

test('passthrough: one to the receiver itself is refused instead of going in circles', async (context) => {
  const { receiver, origin } = await startReceiver(context)
  receiver.rules.add({ passthrough: origin })
  const { status, body } = await ourClient(context, origin)
  assert.equal(status, 508)
  assert.match(JSON.parse(body).error.message, /is this receiver: give another URL/)
  assert.equal(receiver.uploads.length, 2)
})

test('passthrough: over the inspector it is taken only from this machine', async (context) => {
  const { receiver, inspector } = await startReceiver(context)
  const put = async (/** @type {string} */ body) => {
    const response = await fetch(`${inspector}api/rules`, {
      method: 'PUT',
      body,
      headers: { 'Content-Type': 'application/json' },
    })
    return { status: response.status, text: await response.text() }
  }
  const rule = '[{ "passthrough": "http://192.168.1.1" }]'
  assert.ok((await put(rule)).status < 300)
  receiver.rules.clear()
  // What a connection from another machine looks like.
  context.mock.method(/** @type {any} */ (net.Socket.prototype), '_getpeername', () => ({
    address: '192.168.1.5',
  }))
  const refused = await put(rule)
  assert.equal(refused.status, 403)
  assert.match(refused.text, /only from this machine: .*127\.0\.0\.1.*rules' file/)
  assert.deepEqual(receiver.rules.list(), [])
  assert.ok((await put('[{ "delay": 1 }]')).status < 300)
})

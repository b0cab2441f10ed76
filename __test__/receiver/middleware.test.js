'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const http = require('node:http')
const http2 = require('node:http2')
const test = require('node:test')
const { createReceiver } = require('../../lib/receiver/index.js')
const { listen } = require('../support/listen')
const { BOUNDARY, body, exchange, field, file, request } = require('./support')

/** @typedef {import('node:test').TestContext} TestContext */

/**
 * A server of somebody else's, with the receiver in front of it.
 *
 * @param {TestContext} context
 * @param {import('../../lib/receiver/index.js').ReceiverOptions} [options]
 * @param {(request: any) => void} [before] What another middleware did to the request.
 */
async function startApp(context, options, before = () => {}) {
  const receiver = createReceiver(options)
  context.after(() => receiver.close())
  const { middleware } = receiver
  const server = http.createServer((request, response) => {
    before(request)
    middleware(request, response, () => response.end(`next ${request.method} ${request.url}`))
  })
  const { port } = await listen(context, server, () => server.closeAllConnections())
  return { receiver, port, url: `http://127.0.0.1:${port}` }
}

test('receiver: the middleware takes multipart uploads and leaves everything else', async (context) => {
  const { receiver, url } = await startApp(context)
  for (const method of ['POST', 'PUT', 'PATCH']) {
    const response = await fetch(`${url}/any/where`, { method, body: new FormData() })
    assert.deepEqual(await response.json(), { fields: {}, files: [] })
  }
  assert.equal(receiver.uploads.length, 3)
  for (const [method, path, contentType] of [
    ['GET', '/', undefined],
    ['POST', '/api', 'application/json'],
    ['POST', '/api', 'multipart/mixed; boundary=x'],
    ['POST', '/api', 'multipart/form-data-not; boundary=x'],
    ['DELETE', '/x', undefined],
    ['GET', '/__uploadtaskx', undefined],
  ]) {
    const response = await fetch(url + path, {
      method,
      headers: contentType ? { 'content-type': contentType } : {},
      body: contentType ? '{}' : undefined,
    })
    assert.equal(await response.text(), `next ${method} ${path}`)
  }
  assert.equal(receiver.uploads.length, 3)
  const inspector = await fetch(`${url}/__uploadtask/api/uploads`)
  assert.equal(/** @type {any[]} */ (await inspector.json()).length, 3)
})

test('receiver: the middleware answers preflight requests only for its path', async (context) => {
  const preflight = {
    method: 'OPTIONS',
    headers: { origin: 'http://a.example', 'access-control-request-method': 'POST' },
  }
  const anywhere = await startApp(context)
  assert.equal(await (await fetch(`${anywhere.url}/upload`, preflight)).text(), 'next OPTIONS /upload')
  const below = await startApp(context, { path: '/upload' })
  assert.equal((await fetch(`${below.url}/upload/x`, preflight)).status, 204)
  assert.equal(await (await fetch(`${below.url}/uploads`, preflight)).text(), 'next OPTIONS /uploads')
})

test('receiver: with a path the middleware takes what is below it', async (context) => {
  const { receiver, url } = await startApp(context, { path: '/upload/' })
  const post = async (/** @type {string} */ path) =>
    (await fetch(url + path, { method: 'POST', body: new FormData() })).headers.get('content-type')
  assert.equal(await post('/upload'), 'application/json')
  assert.equal(await post('/upload/x?y'), 'application/json')
  assert.equal(await post('/uploads'), null)
  assert.equal(await post('/other/upload'), null)
  assert.deepEqual(
    receiver.uploads.map((upload) => upload.url),
    ['/upload', '/upload/x?y'],
  )
})

test('receiver: the middleware goes by originalUrl, and changes nothing', async (context) => {
  /** @type {any} */
  let seen
  const { receiver, url } = await startApp(context, { path: '/mount/upload' }, (request) => {
    request.originalUrl = request.url
    request.url = request.url.replace(/^\/mount/, '') || '/'
    seen = request
  })
  await fetch(`${url}/mount/upload?x=1`, { method: 'POST', body: new FormData() })
  assert.equal(receiver.uploads[0].url, '/mount/upload?x=1')
  assert.equal(seen.url, '/upload?x=1')
  assert.equal(await (await fetch(`${url}/mount/other`)).text(), 'next GET /other')
})

test('receiver: the middleware checks the Host of what it takes, and only of that', async (context) => {
  const { receiver, port } = await startApp(context)
  const content = body(field('a', '1'))
  const refused = await exchange(context, port, request(content, { headers: { Host: 'evil.example' } }))
  assert.equal(refused.status, 421)
  assert.deepEqual(receiver.uploads, [])
  const { text } = await new Promise((/** @type {(value: { text: string }) => void} */ resolve) => {
    http.get({ port, host: '127.0.0.1', path: '/x', headers: { Host: 'evil.example' } }, (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve({ text }))
    })
  })
  assert.equal(text, 'next GET /x')
})

test('receiver: a body that was read before is an error that says so', async (context) => {
  const receiver = createReceiver()
  context.after(() => receiver.close())
  const server = http.createServer(async (request, response) => {
    for await (const _ of request);
    receiver.middleware(request, response, () => response.end())
  })
  const { port } = await listen(context, server, () => server.closeAllConnections())
  const { status, json } = await exchange(context, port, request(body(field('a', '1'))))
  assert.equal(status, 500)
  assert.match(json.error.message, /before body parsers/)
})

test('receiver: a body of which a part was read before is an error, too', async (context) => {
  const receiver = createReceiver()
  context.after(() => receiver.close())
  const server = http.createServer((request, response) => {
    request.once('data', () => {
      request.pause()
      receiver.middleware(request, response, () => response.end())
    })
  })
  const { port } = await listen(context, server, () => server.closeAllConnections())
  const { status, json } = await exchange(context, port, request(body(field('a', '1'))))
  assert.deepEqual([status, json.error.code], [500, 'already_read'])
})

test('receiver: a request that was paused before the middleware is taken', async (context) => {
  for (const rules of [[], [{ throttle: 1_000_000 }]]) {
    const { port } = await startApp(context, { rules }, (request) => request.pause())
    const { json } = await exchange(context, port, request(body(field('a', '1'))))
    assert.deepEqual(json, { fields: { a: '1' }, files: [] })
  }
})

test('receiver: a request that is read as text is an error that says so', async (context) => {
  const { port } = await startApp(context, {}, (request) => request.setEncoding('utf8'))
  const { status, json } = await exchange(context, port, request(body(field('a', '1'))))
  assert.deepEqual([status, json.error.code], [500, 'already_read'])
  assert.match(json.error.message, /setEncoding\('utf8'\)/)
})

test('receiver: a middleware that was closed leaves everything to next', async (context) => {
  const { receiver, url } = await startApp(context)
  await receiver.close()
  const response = await fetch(`${url}/x`, { method: 'POST', body: new FormData() })
  assert.equal(await response.text(), 'next POST /x')
  assert.equal(await (await fetch(`${url}/__uploadtask/`)).text(), 'next GET /__uploadtask/')
})

test('receiver: close() ends what the middleware is receiving', async (context) => {
  const { receiver, port } = await startApp(context)
  const { connect } = require('./support')
  const connection = connect(context, port)
  const head = new Promise((resolve) => receiver.once('head', resolve))
  connection.send(request(body(file('f', 'x', Buffer.alloc(100_000)))).subarray(0, 50_000))
  await head
  const [upload] = receiver.uploads
  await Promise.all([receiver.close(), connection.closed])
  assert.equal(upload.state, 'failed')
  assert.match(upload.error?.message ?? '', /^The receiver was closed after/)
  assert.equal(fs.existsSync(receiver.directory), false)
})

test('receiver: the middleware works over HTTP/2', async (context) => {
  const receiver = createReceiver({
    rules: [
      { match: { path: '/early' }, early: true, respond: { status: 503 } },
      { match: { path: '/drop' }, fault: { drop: 10 } },
      { match: { path: '/reset' }, fault: { reset: 0 } },
    ],
  })
  context.after(() => receiver.close())
  const server = http2.createServer((request, response) => {
    receiver.middleware(/** @type {any} */ (request), /** @type {any} */ (response), () =>
      response.end('next'),
    )
  })
  const { port } = await listen(context, /** @type {any} */ (server), () => session.destroy())
  const session = http2.connect(`http://127.0.0.1:${port}`)
  session.on('error', () => {})
  const post = (/** @type {string} */ path, /** @type {Buffer} */ content) =>
    new Promise(
      (/** @type {(value: { status?: number, text: string, code?: string }) => void} */ resolve) => {
        const stream = session.request({
          ':method': 'POST',
          ':path': path,
          'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
        })
        /** @type {number | undefined} */
        let status
        /** @type {string | undefined} */
        let code
        let text = ''
        stream.on('response', (headers) => {
          status = headers[':status']
        })
        stream.on('data', (chunk) => {
          text += chunk
        })
        stream.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
          code = error.code
        })
        stream.on('close', () => resolve({ status, text, code }))
        stream.end(content)
      },
    )
  const whole = await post('/upload', body(file('f', 'x', 'data')))
  assert.equal(whole.status, 200)
  assert.equal(JSON.parse(whole.text).files[0].size, 4)
  assert.equal((await receiver.next()).httpVersion, '2.0')
  assert.equal((await post('/upload', Buffer.from('broken'))).status, 400)
  assert.equal((await post('/early', body(field('a', '1')))).status, 503)
  assert.equal((await post('/drop', body(field('a', '1')))).status, undefined)
  assert.equal((await post('/reset', body(field('a', '1')))).status, undefined)
})

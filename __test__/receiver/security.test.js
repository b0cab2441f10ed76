'use strict'

const assert = require('node:assert/strict')
const test = require('node:test')
const { body, exchange, connect, field, request, startReceiver } = require('./support')

/** @typedef {import('node:test').TestContext} TestContext */

/** The answer to a request with this Host. */
async function statusFor(
  /** @type {TestContext} */ context,
  /** @type {number} */ port,
  /** @type {string} */ host,
  /** @type {string} */ target,
) {
  const content = body(field('a', '1'))
  const connection = connect(context, port)
  if (target.startsWith('/__uploadtask')) {
    connection.send(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  } else {
    connection.send(
      request(content, {
        target,
        headers: { 'Content-Length': String(content.length), Host: host, Connection: 'close' },
      }),
    )
  }
  await connection.closed
  return Number(connection.text.slice(9, 12))
}

test('receiver: answers to local names and addresses, and to no other name', async (context) => {
  const { receiver, port } = await startReceiver(context)
  for (const target of ['/upload', '/__uploadtask/api/uploads']) {
    for (const host of [
      'localhost',
      `LOCALHOST:${port}`,
      'app.localhost',
      '127.0.0.1',
      '[::1]:80',
      '192.168.1.5:1',
      '10.0.0.1',
      'localhost.',
    ]) {
      assert.equal(await statusFor(context, port, host, target), 200, `${host} ${target}`)
    }
    for (const host of [
      'example.com',
      'localhost.example.com',
      'notlocalhost',
      '127.0.0.1.example.com',
      '127.1',
      '0x7f000001',
      'localhost@example.com',
    ]) {
      const status = await statusFor(context, port, host, target)
      assert.ok([400, 421].includes(status), `${host} ${target} ${status}`)
    }
  }
  assert.equal(receiver.uploads.length, 8)
})

test('receiver: says how to allow a host name', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const content = body(field('a', '1'))
  const { status, json } = await exchange(
    context,
    port,
    request(content, { headers: { Host: 'dev.example.com:8080' } }),
  )
  assert.equal(status, 421)
  assert.equal(json.error.code, 'host_not_allowed')
  assert.match(json.error.message, /--allow-host dev\.example\.com .*hosts: \['dev\.example\.com'\]/)
  assert.deepEqual(receiver.uploads, [])
})

test('receiver: hosts allows names, names below a name, and all', async (context) => {
  const some = await startReceiver(context, { hosts: ['Dev.example.com', '.example.net'] })
  for (const [host, status] of /** @type {const} */ ([
    ['dev.example.com:1', 200],
    ['x.dev.example.com', 421],
    ['example.com', 421],
    ['example.net', 200],
    ['a.b.example.net', 200],
    ['badexample.net', 421],
    ['localhost', 200],
  ])) {
    assert.equal(await statusFor(context, some.port, host, '/upload'), status, host)
  }
  const all = await startReceiver(context, { hosts: ['*'] })
  assert.equal(await statusFor(context, all.port, 'anything.example', '/__uploadtask/'), 200)
})

test('receiver: a request without Host is refused', async (context) => {
  const { receiver, port } = await startReceiver(context)
  for (const version of ['1.0', '1.1']) {
    const connection = connect(context, port)
    connection.send(
      `POST / HTTP/${version}\r\nContent-Length: 0\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n`,
    )
    await connection.closed
    assert.match(connection.text, /^HTTP\/1\.1 400 /)
  }
  assert.deepEqual(receiver.uploads, [])
})

test('receiver: pages of other origins may upload, with any header, and read the answer', async (context) => {
  const { url } = await startReceiver(context, {
    rules: [{ match: { path: '/rule' }, respond: { headers: { 'X-Answer': '1', ETag: '"2"' } } }],
  })
  const origin = 'http://page.example:5173'
  const preflight = await fetch(`${url}/upload`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization, x-custom',
    },
  })
  assert.equal(preflight.status, 204)
  assert.equal(preflight.headers.get('access-control-allow-origin'), origin)
  assert.equal(preflight.headers.get('access-control-allow-headers'), 'authorization, x-custom')
  assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /POST/)
  assert.equal(preflight.headers.get('access-control-allow-credentials'), 'true')

  for (const [path, method, contentType, status] of /** @type {const} */ ([
    ['/upload', 'POST', undefined, 200],
    ['/rule', 'PUT', undefined, 200],
    ['/upload', 'POST', 'text/plain', 415],
  ])) {
    const response = await fetch(url + path, {
      method,
      headers: { origin, ...(contentType ? { 'content-type': contentType } : {}) },
      body: contentType ? 'x' : new FormData(),
    })
    assert.equal(response.status, status)
    assert.equal(response.headers.get('access-control-allow-origin'), origin)
    assert.match(response.headers.get('vary') ?? '', /Origin/)
    assert.equal(
      response.headers.get('access-control-expose-headers'),
      path === '/rule' ? 'X-Answer, ETag' : null,
    )
  }
})

test('receiver: no page of another origin may read the inspector', async (context) => {
  const { url } = await startReceiver(context)
  for (const method of ['GET', 'OPTIONS']) {
    const response = await fetch(`${url}/__uploadtask/api/uploads`, {
      method,
      headers: { origin: 'http://page.example', 'access-control-request-method': 'DELETE' },
    })
    assert.ok(response.status >= 400, String(response.status))
    assert.equal(response.headers.get('access-control-allow-origin'), null)
  }
})

test('receiver: without cors no page of another origin may upload, or is told anything', async (context) => {
  const { receiver, url } = await startReceiver(context, { cors: false })
  const origin = 'http://page.example'
  for (const headers of /** @type {Array<Record<string, string>>} */ ([
    { origin },
    { origin: 'null' },
    { origin: url.replace('http:', 'ftp:').replace(/\d+$/, '1') },
    { 'sec-fetch-site': 'cross-site' },
  ])) {
    const upload = await fetch(url, { method: 'POST', headers, body: new FormData() })
    assert.equal(upload.status, 403)
    const { error } = /** @type {any} */ (await upload.json())
    assert.equal(error.code, 'foreign_origin')
    assert.match(error.message, /option cors/)
    assert.equal(upload.headers.get('access-control-allow-origin'), null)
  }
  assert.deepEqual(receiver.uploads, [])
  // Its own pages, and programs, may.
  for (const headers of /** @type {Array<Record<string, string>>} */ ([{ origin: url }, {}])) {
    const upload = await fetch(url, { method: 'POST', headers, body: new FormData() })
    assert.equal(upload.status, 200)
  }
  const preflight = await fetch(url, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST' },
  })
  assert.equal(preflight.headers.get('access-control-allow-origin'), null)
})

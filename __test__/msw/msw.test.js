'use strict'
// The handlers of a real MSW answer uploads. The hosts end in .invalid, which no name server knows.

const assert = require('node:assert/strict')
const http = require('node:http')
const { test } = require('node:test')
const { http: on, passthrough, HttpResponse } = require('msw')
const { setupServer } = require('msw/node')
const { taro, wx } = /** @type {any} */ (require('../../index.js'))
const { interceptWithMsw } = require('../../lib/msw/index.js')
const { createReceiver } = require('../../lib/receiver/index.js')
const { outcome } = require('../support/calls')
const { sparseFile, temporaryFile } = require('../support/files')
const { listen } = require('../support/listen')

const API = 'https://api.example.invalid'

/**
 * @param {import('node:test').TestContext} context
 * @param {any[]} handlers
 * @param {import('../../lib/msw/index.js').InterceptOptions} [options]
 */
function start(context, handlers, options) {
  const server = setupServer(...handlers)
  const { dispose } = interceptWithMsw(server, options)
  context.after(dispose)
  return { server, dispose }
}

/** @param {import('node:test').TestContext} context @param {object} [more] */
async function upload(context, more) {
  const options = {
    url: `${API}/photos?to=album`,
    filePath: temporaryFile(context, 'a.txt', 'hello'),
    name: 'photo',
  }
  const { values } = await outcome(wx.uploadFile, { ...options, ...more })
  return values[0]
}

test('msw: a handler reads the form, with its file, and answers', async (context) => {
  /** @type {any} */
  let seen
  start(context, [
    on.post(`${API}/photos`, async ({ request, cookies }) => {
      const form = await request.formData()
      const file = /** @type {File} */ (form.get('photo'))
      const { url, method, headers } = request
      seen = [url, method, headers.get('x-token'), cookies, file.name, await file.text(), form.get('user')]
      return HttpResponse.json({ kept: true }, { status: 201, headers: { 'Set-Cookie': 'a=1', 'X-Id': '7' } })
    }),
  ])
  const { statusCode, data, header } = await upload(context, {
    formData: { user: 'amy' },
    header: { 'X-Token': 'secret' },
  })
  assert.deepEqual([statusCode, data, header['X-Id'] ?? header['x-id']], [201, '{"kept":true}', '7'])
  assert.deepEqual(seen, [`${API}/photos?to=album`, 'POST', 'secret', {}, 'a.txt', 'hello', 'amy'])
})

test('C12 msw: content in place of a path arrives as a file', async (context) => {
  /** @type {Array<[string, string, string]>} */
  const seen = []
  start(context, [
    on.post(`${API}/photos`, async ({ request }) => {
      const form = await request.formData()
      const file = /** @type {File} */ (form.get('photo'))
      seen.push([file.name, file.type, await file.text()])
      return HttpResponse.text('kept')
    }),
  ])
  for (const filePath of [
    new File(['a blob'], 'b.txt', { type: 'text/csv' }),
    Buffer.from('bytes'),
    'data:a/b,url',
  ]) {
    const { data } = await taro.uploadFile({ url: `${API}/photos`, name: 'photo', filePath })
    assert.equal(data, 'kept')
  }
  assert.deepEqual(seen, [
    ['b.txt', 'text/csv', 'a blob'],
    ['blob', 'application/octet-stream', 'bytes'],
    ['blob', 'a/b', 'url'],
  ])
})

test('msw: the body is a stream; a handler may answer before it has come in', async (context) => {
  const size = 64 * 1024 * 1024
  let largest = 0
  start(context, [
    on.post(`${API}/read`, async ({ request }) => {
      let length = 0
      for await (const chunk of /** @type {any} */ (request.body)) {
        length += chunk.length
        largest = Math.max(largest, chunk.length)
      }
      return HttpResponse.text(String(length))
    }),
    on.post(`${API}/full`, () => new HttpResponse('full', { status: 507 })),
  ])
  const filePath = sparseFile(context, size)
  const { data } = await upload(context, { url: `${API}/read`, filePath })
  assert.ok(Number(data) > size)
  assert.ok(largest < 4 * 1024 * 1024)
  const { statusCode } = await upload(context, { url: `${API}/full`, filePath })
  assert.equal(statusCode, 507)
})

test('msw: use, once, boundary, network errors and handlers that throw are what they are in MSW', async (context) => {
  const { server } = start(context, [on.post(`${API}/photos`, () => HttpResponse.text('first'))])
  assert.equal((await upload(context)).data, 'first')
  server.use(on.post(`${API}/*`, () => HttpResponse.text('once'), { once: true }))
  assert.equal((await upload(context)).data, 'once')
  assert.equal((await upload(context)).data, 'first')
  await server.boundary(async () => {
    server.use(on.post(`${API}/photos`, () => HttpResponse.text('inside')))
    assert.equal((await upload(context)).data, 'inside')
  })()
  assert.equal((await upload(context)).data, 'first')
  server.use(on.post(`${API}/photos`, () => HttpResponse.error()))
  assert.match((await upload(context)).errMsg, /fail/)
  server.use(
    on.post(`${API}/photos`, () => {
      throw new Error('broken')
    }),
  )
  assert.equal((await upload(context)).statusCode, 500)
})

test('msw: passthrough sends the upload to the real server, and gives its answer', async (context) => {
  /** @type {any} */
  let got
  const real = http.createServer(async (request, response) => {
    got = [request.method, request.url, Buffer.concat(await request.toArray()).includes('hello')]
    response.writeHead(202, { 'X-Real': 'yes' }).end('real')
  })
  const { port } = await listen(context, real, () => real.closeAllConnections())
  const url = `http://127.0.0.1:${port}/up?a`
  const { server } = start(context, [on.post(`http://127.0.0.1:${port}/up`, () => passthrough())])
  for (const listening of [false, true]) {
    if (listening) server.listen({ onUnhandledRequest: 'error' })
    const { statusCode, data } = await upload(context, { url })
    assert.deepEqual([statusCode, data, got], [202, 'real', ['POST', '/up?a', true]])
  }
  server.close()
})

test('msw: beside a receiver, the newest takes an upload; what nobody takes fails by onUnhandledRequest', async (context) => {
  const receiver = createReceiver()
  context.after(() => receiver.close())
  receiver.intercept(API)
  const { dispose } = start(context, [on.post(`${API}/photos`, () => HttpResponse.text('msw'))], {
    onUnhandledRequest: 'error',
  })
  assert.equal((await upload(context)).data, 'msw')
  assert.equal((await upload(context, { url: `${API}/files` })).statusCode, 200)
  assert.deepEqual(
    receiver.uploads.map(({ path }) => path),
    ['/files'],
  )
  const { errMsg } = await upload(context, { url: 'https://other.invalid/x' })
  assert.match(errMsg, /POST https:\/\/other\.invalid\/x is not intercepted/)
  dispose()
  assert.equal((await upload(context)).statusCode, 200)
  assert.equal(receiver.uploads.length, 2)
})

test('msw: what is wrong is named', () => {
  const server = setupServer()
  const call = /** @type {any} */ (interceptWithMsw)
  assert.throws(() => call({}), /^TypeError: interceptWithMsw: the first argument/)
  assert.throws(() => call(server, { onUnhandled: 'warn' }), /unknown option "onUnhandled"/)
  assert.throws(() => call(server, { onUnhandledRequest: 'fail' }), /should be 'error', 'warn' or 'bypass'/)
})

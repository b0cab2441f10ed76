'use strict'

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
const { issueRoot, issueServer } = require('../support/certificates')
const { startCountingServer } = require('../support/counting-server')
const { aroundFile, boundaryOf, expectedBody } = require('../support/expected-body')
const { sparseFile, temporaryFile } = require('../support/files')
const { answer, readRequest, startRawServer } = require('../support/raw-server')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))
const { uploadFile } = /** @type {any} */ (require('uploadtask/wx'))

/** @typedef {Awaited<ReturnType<typeof readRequest>>} RawRequest */

/**
 * A server that answers by the path of the request; a path it does not know gets 200 and `arrived`.
 *
 * @param {import('node:test').TestContext} context
 * @param {Record<string, Buffer>} answers
 */
async function startRoutes(context, answers) {
  /** @type {RawRequest[]} */
  const requests = []
  const server = await startRawServer(context, async (socket) => {
    const request = await readRequest(socket)
    requests.push(request)
    socket.end(answers[request.requestLine.split(' ')[1]] ?? answer(200, {}, 'arrived'))
  })
  return Object.assign(server, { origin: `http://127.0.0.1:${server.port}`, requests })
}

const redirect = (/** @type {number} */ status, /** @type {string} */ location) =>
  answer(status, { Location: location }, 'moved')

/** @param {RawRequest} request @param {string} name */
const valuesOf = (request, name) =>
  request.headers.filter(([header]) => header.toLowerCase() === name).map(([, value]) => value)

/** @param {RawRequest} request */
function assertWholeUpload(request) {
  const boundary = boundaryOf(valuesOf(request, 'content-type')[0])
  const expected = expectedBody(boundary, [['a', '1']], { filename: 'hello.txt' }, 'hello, world')
  assert.equal(request.body.toString(), expected.toString())
  assert.deepEqual(valuesOf(request, 'content-length'), [String(expected.length)])
}

/**
 * @param {import('node:test').TestContext} context
 * @param {string} url
 * @param {object} [options]
 * @param {(options: any) => any} [upload]
 */
function send(context, url, options = {}, upload = uploadFile) {
  const filePath = temporaryFile(context)
  return outcome(upload, { url, filePath, name: 'file', formData: { a: '1' }, ...options })
}

for (const status of [301, 302, 303]) {
  test(`H18 ${status} becomes a GET with no body and no body headers`, async (context) => {
    const server = await startRoutes(context, { '/upload': redirect(status, '/stored?x=1#fragment') })
    const { name, values } = await send(context, server.url, { header: { 'X-Custom': 'kept' } })
    assert.equal(name, 'success', JSON.stringify(values))
    assert.equal(values[0].statusCode, 200)
    assert.equal(values[0].data, 'arrived')
    assert.equal(server.requests.length, 2)
    assertWholeUpload(server.requests[0])
    const [, second] = server.requests
    assert.equal(second.requestLine, 'GET /stored?x=1 HTTP/1.1')
    for (const header of ['content-type', 'content-length', 'transfer-encoding']) {
      assert.deepEqual(valuesOf(second, header), [], header)
    }
    assert.deepEqual(valuesOf(second, 'x-custom'), ['kept'])
  })
}

for (const status of [307, 308]) {
  test(`H18 ${status} sends the whole body again`, async (context) => {
    const server = await startRoutes(context, { '/upload': redirect(status, 'elsewhere?y=2') })
    const { name, values } = await send(context, server.url, { header: { 'X-Custom': 'kept' } })
    assert.equal(name, 'success', JSON.stringify(values))
    assert.equal(server.requests.length, 2)
    for (const request of server.requests) assertWholeUpload(request)
    assert.equal(server.requests[1].requestLine, 'POST /elsewhere?y=2 HTTP/1.1')
    assert.deepEqual(valuesOf(server.requests[1], 'x-custom'), ['kept'])
  })
}

test('H18 307 and then 303: the body twice, then a GET that stays one', async (context) => {
  const server = await startRoutes(context, {
    '/upload': redirect(307, '/b'),
    '/b': redirect(303, '/c'),
    '/c': redirect(307, '/d'),
  })
  const { name } = await send(context, server.url)
  assert.equal(name, 'success')
  assert.deepEqual(
    server.requests.map(({ requestLine }) => requestLine.replace(' HTTP/1.1', '')),
    ['POST /upload', 'POST /b', 'GET /c', 'GET /d'],
  )
  assertWholeUpload(server.requests[1])
  assert.equal(server.requests[3].body.length, 0)
})

test('H18 a 307 that comes before the body was read sends the whole body again', async (context) => {
  const MiB = 1024 * 1024
  const filePath = sparseFile(context, 64 * MiB, 'big.bin')
  const server = await startCountingServer(context, {
    onHead: ({ socket }, index) => {
      if (index > 0) return
      socket.pause()
      socket.write(answer(307, { Location: '/again' }))
    },
  })
  const { name, values } = await outcome(uploadFile, { url: server.url, filePath, name: 'file' })
  assert.equal(name, 'success', JSON.stringify(values))
  assert.equal(server.requests.length, 2)
  const [, again] = server.requests
  assert.equal(again.requestLine, 'POST /again HTTP/1.1')
  const { before, after } = aroundFile(boundaryOf(again.header('content-type')), [], {
    filename: 'big.bin',
    type: 'application/octet-stream',
  })
  assert.equal(again.contentLength, before.length + 64 * MiB + after.length)
  const hash = createHash('sha256').update(before)
  const zeros = Buffer.alloc(MiB)
  for (let sent = 0; sent < 64; sent += 1) hash.update(zeros)
  assert.equal(again.sha256(), hash.update(after).digest('hex'))
})

test('H19 another origin gets neither Authorization nor Cookie; the same one does', async (context) => {
  const header = { Authorization: 'Bearer token', cookie: 'session=1', 'X-Custom': 'kept' }
  for (const status of [303, 307]) {
    const other = await startRoutes(context, {})
    const server = await startRoutes(context, {
      '/same': redirect(status, '/stored'),
      '/other': redirect(status, `${other.origin}/stored`),
    })
    assert.equal((await send(context, `${server.origin}/same`, { header })).name, 'success')
    assert.deepEqual(valuesOf(server.requests[1], 'authorization'), ['Bearer token'])
    assert.deepEqual(valuesOf(server.requests[1], 'cookie'), ['session=1'])

    assert.equal((await send(context, `${server.origin}/other`, { header })).name, 'success')
    assert.equal(other.requests.length, 1)
    assert.deepEqual(valuesOf(other.requests[0], 'authorization'), [])
    assert.deepEqual(valuesOf(other.requests[0], 'cookie'), [])
    assert.deepEqual(valuesOf(other.requests[0], 'x-custom'), ['kept'])
    assert.deepEqual(valuesOf(other.requests[0], 'host'), [`127.0.0.1:${other.port}`])
  }
})

test('H19 the userinfo of the first URL does not reach another origin', async (context) => {
  const other = await startRoutes(context, {})
  const server = await startRoutes(context, { '/upload': redirect(307, `${other.origin}/stored`) })
  const { name } = await send(context, `http://user:secret@127.0.0.1:${server.port}/upload`)
  assert.equal(name, 'success')
  assert.equal(valuesOf(server.requests[0], 'authorization').length, 1)
  assert.deepEqual(valuesOf(other.requests[0], 'authorization'), [])
})

test('H19 another host of the same machine is another origin', async (context) => {
  const server = await startRoutes(context, {})
  const first = await startRoutes(context, {
    '/upload': redirect(307, `http://localhost:${server.port}/stored`),
  })
  const { name, values } = await send(context, first.url, { header: { Authorization: 'Bearer token' } })
  assert.equal(name, 'success', JSON.stringify(values))
  assert.deepEqual(valuesOf(server.requests[0], 'authorization'), [])
})

for (const status of [303, 307]) {
  test(`H19 20 hops of ${status} are followed, 21 are an error`, async (context) => {
    const hops = (/** @type {number} */ count) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, hop) => [`/${hop}`, redirect(status, `/${hop + 1}`)]),
      )
    const twenty = await startRoutes(context, hops(20))
    const arrived = await send(context, `${twenty.origin}/0`)
    assert.equal(arrived.name, 'success', JSON.stringify(arrived.values))
    assert.equal(twenty.requests.length, 21)

    const more = await startRoutes(context, hops(21))
    const { name, values } = await send(context, `${more.origin}/0`)
    assert.equal(name, 'fail')
    assert.equal(values[0].errno, 600008)
    assert.match(values[0].errMsg, /^uploadFile:fail .+/)
    assert.equal(more.requests.length, 21)
  })
}

test('H19 no scheme but http and https', async (context) => {
  for (const location of [
    'ftp://127.0.0.1/x',
    'file:///etc/hosts',
    'data:text/plain,x',
    'javascript:void 0',
  ]) {
    for (const status of [303, 307]) {
      const server = await startRoutes(context, { '/upload': redirect(status, location) })
      const { name, values } = await send(context, server.url)
      assert.equal(name, 'fail', location)
      assert.equal(values[0].errno, 600001, location)
      assert.equal(server.requests.length, 1)
    }
  }
})

test('H19 https to http is refused', async (context) => {
  const plain = await startRoutes(context, {})
  const root = await issueRoot()
  const server = await startRawServer(
    context,
    async (socket) => {
      await readRequest(socket)
      socket.end(redirect(307, plain.url))
    },
    await issueServer(root),
  )
  const { wx } = createRuntime({ ca: root.cert })
  const { name, values } = await send(context, server.url, {}, wx.uploadFile)
  assert.equal(name, 'fail')
  assert.equal(values[0].errno, 600001, JSON.stringify(values))
  assert.equal(plain.connections, 0)
})

test('H19 no message and no warning has the userinfo of a URL', async (context) => {
  const userinfo = 'user:not-for-messages@'
  const server = await startRoutes(context, {
    '/to-ftp': redirect(307, 'ftp://127.0.0.1/'),
    '/to-itself': redirect(307, '/to-itself'),
    '/to-nowhere': redirect(307, `http://${userinfo}127.0.0.1:1/`),
    '/to-get': redirect(303, `http://${userinfo}127.0.0.1:1/`),
  })
  /** @type {string[]} */
  const texts = []
  const onWarning = (/** @type {Error} */ { message }) => texts.push(message)
  process.on('warning', onWarning)
  context.after(() => process.off('warning', onWarning))
  const paths = ['/to-ftp', '/to-itself', '/to-nowhere', '/to-get']
  for (const path of paths) {
    const { name, values } = await send(context, server.origin.replace('//', `//${userinfo}`) + path)
    assert.equal(name, 'fail', path)
    texts.push(values[0].errMsg)
  }
  // A warning travels through process.nextTick, so this one comes behind those of the uploads.
  const fence = new Promise((resolve) => {
    process.on('warning', ({ name }) => name === 'Fence' && resolve(undefined))
  })
  process.emitWarning('', 'Fence')
  await fence
  assert.equal(texts.filter((text) => text !== '').length, paths.length + 1, texts.join('\n'))
  for (const text of texts) assert.doesNotMatch(text, /not-for-messages/)
})

test('H19 a 3xx without Location, and 300, 304, 305, 306 with one, are delivered', async (context) => {
  const other = await startRoutes(context, {})
  const location = { Location: other.url }
  for (const [status, headers] of /** @type {Array<[number, Record<string, string>]>} */ ([
    ...[301, 302, 303, 307, 308].map((code) => [code, {}]),
    ...[300, 304, 305, 306].map((code) => [code, location]),
  ])) {
    const body = status === 304 ? '' : 'as it is'
    const server = await startRoutes(context, { '/upload': answer(status, headers, body) })
    const { name, values } = await send(context, server.url)
    assert.equal(name, 'success', `${status}: ${JSON.stringify(values)}`)
    assert.equal(values[0].statusCode, status)
    assert.equal(values[0].data, body)
    assert.equal(server.requests.length, 1)
  }
  assert.equal(other.connections, 0)
})

test('H19 a redirect into a GET emits one warning that names both URLs; 307 emits none', async (context) => {
  const server = await startRoutes(context, {
    '/upload': redirect(307, '/next'),
    '/next': redirect(302, '/login?from=upload'),
    '/login?from=upload': redirect(302, '/home'),
  })
  /** @type {Error[]} */
  const warnings = []
  const onWarning = (/** @type {Error} */ warning) => warnings.push(warning)
  process.on('warning', onWarning)
  context.after(() => process.off('warning', onWarning))
  assert.equal((await send(context, server.url)).name, 'success')
  // A warning travels through process.nextTick, so this one comes behind those of the upload.
  const fence = new Promise((resolve) => {
    process.on('warning', (warning) => warning.message === 'fence' && resolve(undefined))
  })
  process.emitWarning('fence')
  await fence
  const messages = warnings.map(({ message }) => message).filter((message) => message !== 'fence')
  assert.equal(messages.length, 1, JSON.stringify(messages))
  assert.ok(messages[0].includes(`${server.origin}/next`), messages[0])
  assert.ok(messages[0].includes(`${server.origin}/login?from=upload`), messages[0])
})

test('H19 domains is checked on every hop', async (context) => {
  const other = await startRoutes(context, {})
  for (const status of [303, 307]) {
    const server = await startRoutes(context, {
      '/upload': redirect(status, '/next'),
      '/next': redirect(status, other.url),
    })
    const { wx } = createRuntime({ domains: [`127.0.0.1:${server.port}`] })
    const { name, values } = await send(context, server.url, {}, wx.uploadFile)
    assert.equal(name, 'fail')
    assert.deepEqual(values, [{ errMsg: 'uploadFile:fail url not in domain list', errno: 600002 }])
    assert.equal(server.requests.length, 2)
  }
  assert.equal(other.connections, 0)
})

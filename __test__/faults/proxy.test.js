'use strict'
// Uploads through a proxy that the configuration names. The proxy alone knows the host `upload.test`.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
const { issueRoot, issueServer } = require('../support/certificates')
const { sparseFile, temporaryFile } = require('../support/files')
const { startProxy } = require('../support/proxy')
const { answer, readRequest, startRawServer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

const MiB = 1024 * 1024
const certificates = issueRoot().then(async (root) => ({
  ca: root.cert,
  secure: await issueServer(root, ['upload.test', '127.0.0.1']),
}))

/** A receiver that speaks TLS as `upload.test`. @param {import('node:test').TestContext} context */
async function startSecureReceiver(context) {
  const { ca, secure } = await certificates
  return Object.assign(await startReceiver(context, undefined, secure), { ca })
}

/**
 * @param {import('node:test').TestContext} context
 * @param {object} config
 * @param {object} options
 */
async function upload(context, config, options) {
  const filePath = temporaryFile(context)
  const given = { filePath, name: 'file', formData: { a: '1' }, ...options }
  const { name, values } = await outcome(createRuntime(config).vela.uploadFile, given)
  return name === 'success'
    ? { status: values[0].statusCode, data: values[0].data }
    : { code: values[1], message: values[0] }
}

/** @param {import('../support/receiver').ReceivedUpload} received @param {number} [size] */
function assertWhole({ fields, files }, size = 12) {
  assert.deepEqual(fields, [['a', '1']])
  assert.deepEqual(
    files.map((file) => file.size),
    [size],
  )
}

test('H22 http goes through the proxy in absolute form, whole', async (context) => {
  const receiver = await startReceiver(context)
  const proxy = await startProxy(context, { names: { 'upload.test': receiver.port } })
  const filePath = sparseFile(context, 8 * MiB)
  const url = 'http://upload.test/path%20x?y=1#fragment'
  const { status } = await upload(context, { proxy: proxy.url }, { url, filePath })
  assert.equal(status, 200)
  assertWhole(receiver.uploads[0], 8 * MiB)
  assert.equal(receiver.uploads[0].path, '/path%20x?y=1')
  assert.equal(receiver.uploads[0].headers.host, 'upload.test')
  assert.deepEqual(
    proxy.requests.map(({ method, target }) => [method, target]),
    [['POST', 'http://upload.test/path%20x?y=1']],
  )
})

test('H22 https goes through the proxy by CONNECT, and the proxy sees nothing of it', async (context) => {
  const receiver = await startSecureReceiver(context)
  const proxy = await startProxy(context, { names: { 'upload.test': receiver.port } })
  const filePath = sparseFile(context, 8 * MiB)
  const options = {
    url: 'https://upload.test/path?y=1',
    filePath,
    header: { Authorization: 'Bearer origin', Cookie: 'origin=1', 'X-Own': '1' },
  }
  const { status } = await upload(context, { proxy: proxy.url, ca: receiver.ca }, options)
  assert.equal(status, 200)
  assertWhole(receiver.uploads[0], 8 * MiB)
  const { headers } = receiver.uploads[0]
  assert.deepEqual(
    [headers.authorization, headers.cookie, headers['x-own']],
    ['Bearer origin', 'origin=1', '1'],
  )
  const [{ method, target, headers: seen }] = proxy.requests
  assert.deepEqual([method, target, proxy.requests.length], ['CONNECT', 'upload.test:443', 1])
  assert.equal(seen.host, 'upload.test:443')
  for (const name of ['authorization', 'cookie', 'x-own', 'content-type', 'proxy-authorization']) {
    assert.equal(seen[name], undefined, name)
  }
})

test('H22 https on another port', async (context) => {
  const receiver = await startSecureReceiver(context)
  const proxy = await startProxy(context)
  const { status } = await upload(context, { proxy: proxy.url, ca: receiver.ca }, { url: receiver.url })
  assert.equal(status, 200)
  assert.deepEqual(
    proxy.requests.map(({ method, target }) => [method, target]),
    [['CONNECT', `127.0.0.1:${receiver.port}`]],
  )
})

test('H22 H21 the certificate is verified through a proxy too', async (context) => {
  const receiver = await startSecureReceiver(context)
  const proxy = await startProxy(context, {
    names: { 'upload.test': receiver.port, 'other.test': receiver.port },
  })
  const unknown = await upload(context, { proxy: proxy.url }, { url: 'https://upload.test/' })
  assert.equal(unknown.code, 200)
  assert.match(unknown.message, /upload\.test.*unknown issuer/)
  const wrong = await upload(context, { proxy: proxy.url, ca: receiver.ca }, { url: 'https://other.test/' })
  assert.equal(wrong.code, 200)
  assert.match(wrong.message, /other\.test.*(another|wrong) host/)
  assert.equal(receiver.uploads.length, 0)
})

test('H22 uploads one after the other share a tunnel', async (context) => {
  const receiver = await startSecureReceiver(context)
  const proxy = await startProxy(context, { names: { 'upload.test': receiver.port } })
  const { vela } = createRuntime({ proxy: proxy.url, ca: receiver.ca })
  const options = { url: 'https://upload.test/', filePath: temporaryFile(context), name: 'file' }
  for (let count = 0; count < 3; count += 1) {
    assert.equal((await outcome(vela.uploadFile, options)).name, 'success')
  }
  assert.equal(receiver.uploads.length, 3)
  assert.equal(proxy.requests.length, 1)
})

const credentials = 'me@home:s%20cret:1/?'
/** The URL of a proxy with credentials in it. @param {{ port: number }} proxy @param {string} pair */
const withCredentials = ({ port }, pair) =>
  `http://${pair.split(/:(.*)/s, 2).map(encodeURIComponent).join(':')}@127.0.0.1:${port}`
const basic = (/** @type {string} */ pair) => `Basic ${Buffer.from(pair).toString('base64')}`

test('H22 the credentials of the proxy reach the proxy and not the origin', async (context) => {
  const plain = await startReceiver(context)
  const secure = await startSecureReceiver(context)
  const names = { 'upload.test': plain.port, 'secure.test': secure.port }
  const proxy = await startProxy(context, { names, credentials })
  const config = { proxy: withCredentials(proxy, credentials), ca: secure.ca }
  const http = await upload(context, config, { url: 'http://upload.test/' })
  assert.equal(http.status, 200, JSON.stringify(http))
  const https = await upload(
    context,
    { ...config, rejectUnauthorized: false },
    { url: 'https://secure.test/' },
  )
  assert.equal(https.status, 200, JSON.stringify(https))
  assert.deepEqual(
    proxy.requests.map(({ headers }) => headers['proxy-authorization']),
    [basic(credentials), basic(credentials)],
  )
  for (const { headers } of [plain.uploads[0], secure.uploads[0]]) {
    assert.equal(headers['proxy-authorization'], undefined)
    assert.equal(headers.authorization, undefined)
  }
})

test('H22 the credentials of the origin reach the origin and not the proxy of a tunnel', async (context) => {
  const receiver = await startSecureReceiver(context)
  const proxy = await startProxy(context, { names: { 'upload.test': receiver.port } })
  const config = { proxy: proxy.url, ca: receiver.ca }
  const { status } = await upload(context, config, { url: 'https://user:secret@upload.test/' })
  assert.equal(status, 200)
  assert.equal(receiver.uploads[0].headers.authorization, basic('user:secret'))
  const [{ target, headers }] = proxy.requests
  assert.equal(target, 'upload.test:443')
  assert.deepEqual([headers.authorization, headers['proxy-authorization']], [undefined, undefined])
})

test('H22 userinfo of an http URL is basic auth, not a part of the absolute form', async (context) => {
  const receiver = await startReceiver(context)
  const proxy = await startProxy(context, { names: { 'upload.test': receiver.port } })
  const { status } = await upload(context, { proxy: proxy.url }, { url: 'http://user:secret@upload.test/x' })
  assert.equal(status, 200)
  assert.equal(receiver.uploads[0].headers.authorization, basic('user:secret'))
  const [{ target, headers }] = proxy.requests
  assert.equal(target, 'http://upload.test/x')
  assert.equal(headers['proxy-authorization'], undefined)
})

const established = 'HTTP/1.1 200 Connection established\r\n\r\n'
/** @type {Array<[what: string, options: import('../support/proxy').ProxyOptions, cause: RegExp]>} */
const refusals = [
  ['407', { credentials }, /proxy/i],
  ['502', {}, /proxy/i],
  ['403', { onConnect: (socket) => socket.end(answer(403, {}, 'forbidden')) }, /proxy/i],
  ['302', { onConnect: (socket) => socket.end('HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n') }, /proxy/i],
  ['nothing', { onConnect: (socket) => socket.end() }, /proxy/i],
  ['a reset', { onConnect: (socket) => socket.resetAndDestroy() }, /proxy/i],
  ['no HTTP', { onConnect: (socket) => socket.end('220 smtp.test ESMTP\r\n\r\n') }, /proxy/i],
  ['200 and then the end', { onConnect: (socket) => socket.end(established) }, /./],
  ['200 and then no TLS', { onConnect: (socket) => socket.end(`${established}hello`) }, /./],
  [
    'headers without end',
    {
      onConnect: (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n')
        const more = () => {
          while (!socket.destroyed && socket.write('X-Line: value\r\n'.repeat(1000))) {}
        }
        socket.on('drain', more)
        more()
      },
    },
    /proxy/i,
  ],
]
for (const [what, options, cause] of refusals) {
  test(`H22 CONNECT answered with ${what} is an error, not the answer of the origin`, async (context) => {
    const proxy = await startProxy(context, options)
    const config = { proxy: withCredentials(proxy, 'user:not-for-messages') }
    const ended = await upload(context, config, { url: 'https://upload.test/' })
    assert.equal(ended.code, 200, JSON.stringify(ended))
    assert.match(ended.message, cause)
    assert.match(ended.message, new RegExp(`127\\.0\\.0\\.1:${proxy.port}`))
    assert.doesNotMatch(ended.message, /not-for-messages/)
    assert.equal(proxy.requests.length, 1)
    const wx = await outcome(createRuntime(config).wx.uploadFile, {
      url: 'https://upload.test/',
      filePath: temporaryFile(context),
      name: 'file',
    })
    assert.deepEqual([wx.name, wx.values[0].errno], ['fail', 600001])
  })
}

test('H22 H20 a proxy that never answers CONNECT: the time limit', async (context) => {
  const proxy = await startProxy(context, { onConnect: (socket) => void socket.resume() })
  const ended = await upload(context, { proxy: proxy.url }, { url: 'https://upload.test/', timeout: 500 })
  assert.equal(ended.code, 204)
})

test('H22 a proxy that is not there: one failure, which names it', async (context) => {
  const server = await startRawServer(context, () => {})
  await server.close()
  for (const url of ['http://upload.test/', 'https://upload.test/']) {
    const config = { proxy: `http://user:not-for-messages@127.0.0.1:${server.port}` }
    const ended = await upload(context, config, { url })
    assert.equal(ended.code, 200, JSON.stringify(ended))
    assert.match(ended.message, /ECONNREFUSED/)
    assert.match(ended.message, new RegExp(`127\\.0\\.0\\.1:${server.port}`))
    assert.doesNotMatch(ended.message, /not-for-messages/)
  }
})

test('H22 of an http upload, 407 and 502 are answers as every status is', async (context) => {
  const proxy = await startProxy(context, { credentials })
  const anonymous = await upload(context, { proxy: proxy.url }, { url: 'http://upload.test/' })
  assert.deepEqual(anonymous, { status: 407, data: 'who are you?' })
  const config = { proxy: withCredentials(proxy, credentials) }
  const unknown = await upload(context, config, { url: 'http://unknown.test/' })
  assert.deepEqual(unknown, { status: 502, data: 'unknown host unknown.test' })
})

test('H22 H18 a redirect goes through the proxy too, and the target gets no credentials', async (context) => {
  const target = await startSecureReceiver(context)
  const first = await startRawServer(context, async (socket) => {
    await readRequest(socket)
    socket.end(answer(307, { Location: 'https://upload.test/second' }))
  })
  const names = { 'first.test': first.port, 'upload.test': target.port }
  const proxy = await startProxy(context, { names, credentials })
  const config = { proxy: withCredentials(proxy, credentials), ca: target.ca }
  const options = { url: 'http://user:secret@first.test/', header: { Cookie: 'a=1' } }
  const { status } = await upload(context, config, options)
  assert.equal(status, 200)
  assert.deepEqual(
    proxy.requests.map(({ method, target }) => `${method} ${target}`),
    ['POST http://first.test/', 'CONNECT upload.test:443'],
  )
  assertWhole(target.uploads[0])
  const { headers } = target.uploads[0]
  for (const name of ['authorization', 'cookie', 'proxy-authorization'])
    assert.equal(headers[name], undefined)
})

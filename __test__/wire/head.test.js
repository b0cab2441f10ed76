'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { answer, startCanned, startRawServer } = require('../support/raw-server')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))
const { uploadFile } = /** @type {any} */ (require('uploadtask/wx'))
const vela = /** @type {any} */ (require('uploadtask/vela'))
const { version } = require('uploadtask/package.json')

/**
 * Uploads a small file to a server that keeps the request head.
 *
 * @param {import('node:test').TestContext} context
 * @param {object} options
 * @param {(options: any) => any} [upload]
 */
async function send(context, options, upload = uploadFile) {
  const server = await startCanned(context, answer(200))
  const filePath = temporaryFile(context)
  const { name, values } = await outcome(upload, { url: server.url, filePath, name: 'file', ...options })
  assert.equal(name, 'success', JSON.stringify(values))
  const [request] = server.requests
  return {
    port: server.port,
    request,
    /** The values of one header, in any letter case. @param {string} wanted */
    header: (wanted) =>
      request.headers.filter(([header]) => header.toLowerCase() === wanted).map(([, value]) => value),
  }
}

test('H2 headers in the order of Object.keys, own enumerable string keys only', async (context) => {
  const header = Object.create({ 'X-Inherited': 'no' }, { 'X-Hidden': { value: 'no', enumerable: false } })
  header['X-B'] = '1'
  header['X-A'] = '2'
  header[7] = '3'
  header[Symbol('X-Symbol')] = 'no'
  Object.defineProperty(header, '__proto__', { value: '4', enumerable: true })
  const { request } = await send(context, { header })
  const custom = request.headers
    .map(([name, value]) => [name.toLowerCase(), value])
    .filter(([name]) => /^(x-.*|7|__proto__)$/.test(name))
  assert.deepEqual(custom, [
    ['7', '3'],
    ['x-b', '1'],
    ['x-a', '2'],
    ['__proto__', '4'],
  ])
})

for (const transform of ['toString', 'toLowerCase', 'toUpperCase']) {
  test(`H8 headers that frame the message are not the caller's to set (${transform})`, async (context) => {
    const header = {
      'Content-Type': 'text/plain; boundary=evil',
      'Content-Length': '5',
      'Transfer-Encoding': 'chunked',
      Host: 'evil.example',
      Connection: 'upgrade',
      Expect: '100-continue',
      'X-Other': 'passes',
    }
    const spelled = Object.entries(header).map(([name, value]) => [
      name[/** @type {'toString'} */ (transform)](),
      value,
    ])
    const sent = await send(context, { header: Object.fromEntries(spelled) })
    assert.equal(sent.header('content-type').length, 1)
    assert.match(sent.header('content-type')[0], /^multipart\/form-data; boundary=(?!evil)/)
    assert.deepEqual(sent.header('content-length'), [String(sent.request.body.length)])
    assert.ok(sent.request.body.length > 100)
    assert.deepEqual(sent.header('transfer-encoding'), [])
    assert.deepEqual(sent.header('host'), [`127.0.0.1:${sent.port}`])
    assert.ok(!sent.header('connection').includes('upgrade'))
    assert.deepEqual(sent.header('expect'), [])
    assert.deepEqual(sent.header('x-other'), ['passes'])
  })
}

test('H8 control characters in a header are a bad argument; no connection is made', async (context) => {
  const server = await startRawServer(context, (socket) => socket.destroy())
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  for (const header of [
    { 'X-Bad': 'a\r\nX-Injected: 1' },
    { 'X-Bad': 'a\nX-Injected: 1' },
    { 'X-Bad': 'a\rb' },
    { 'X-Bad': 'a\0b' },
    { 'X-Bad': 'a\x01b' },
    { 'X-Bad': 'a\x7fb' },
    { 'X-Bad': 'ends\r\n' },
  ]) {
    const wx = await outcome(uploadFile, { ...options, header })
    assert.deepEqual(wx, {
      name: 'fail',
      values: [{ errMsg: 'uploadFile:fail invalid header "X-Bad"', errno: 1001 }],
    })
    const onWatch = await outcome(vela.uploadFile, { ...options, header })
    assert.deepEqual(onWatch, { name: 'fail', values: ['invalid headers', 202] })
  }
  assert.equal(server.connections, 0)
})

test('H8 a header name that is no token is a bad argument; no connection is made', async (context) => {
  const server = await startRawServer(context, (socket) => socket.destroy())
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  for (const name of ['X\r\nInjected: 1\r\nY', 'X\n', 'X\0', 'X: Y', 'X Y', '文', '']) {
    const wx = await outcome(uploadFile, { ...options, header: { [name]: 'value' } })
    assert.equal(wx.name, 'fail', JSON.stringify(name))
    assert.equal(wx.values[0].errno, 1001)
    assert.ok(wx.values[0].errMsg.startsWith('uploadFile:fail invalid header "'), wx.values[0].errMsg)
    const onWatch = await outcome(vela.uploadFile, { ...options, header: { [name]: 'value' } })
    assert.deepEqual(onWatch, { name: 'fail', values: ['invalid headers', 202] })
  }
  assert.equal(server.connections, 0)
})

test('H8 values that are not ASCII go out as UTF-8', async (context) => {
  const value = 'é 文件 😀'
  const sent = await send(context, { header: { 'X-Name': value } })
  assert.deepEqual(sent.header('x-name'), [value])
  const onWatch = await send(context, { header: { 'X-Name': value } }, vela.uploadFile)
  assert.deepEqual(onWatch.header('x-name'), [value])
})

test('H9 Accept-Encoding names what is decoded, User-Agent the package; no Expect', async (context) => {
  const sent = await send(context, {})
  assert.deepEqual(sent.header('expect'), [])
  const [codings, ...others] = sent.header('accept-encoding')
  assert.deepEqual(others, [])
  assert.deepEqual(new Set(codings.split(/\s*,\s*/)), new Set(['gzip', 'deflate', 'br', 'zstd']))
  assert.deepEqual(sent.header('user-agent'), [`uploadtask/${version}`])
})

test('H9 a User-Agent and an Accept-Encoding of the caller replace ours', async (context) => {
  const sent = await send(context, { header: { 'user-agent': 'mine/1', 'ACCEPT-ENCODING': 'identity' } })
  assert.deepEqual(sent.header('user-agent'), ['mine/1'])
  assert.deepEqual(sent.header('accept-encoding'), ['identity'])
})

test("H9 the runtime's userAgent", async (context) => {
  const runtime = createRuntime({ userAgent: 'configured/2' })
  const sent = await send(context, {}, runtime.wx.uploadFile)
  assert.deepEqual(sent.header('user-agent'), ['configured/2'])
  const overruled = await send(context, { header: { 'User-Agent': 'mine/1' } }, runtime.wx.uploadFile)
  assert.deepEqual(overruled.header('user-agent'), ['mine/1'])
})

/** What follows the port in the URL, and what then stands in the request line. */
const targets = [
  ['', '/'],
  ['/', '/'],
  ['?x', '/?x'],
  ['#fragment', '/'],
  ['/a#fragment?not-a-query', '/a'],
  ['/a?q#fragment', '/a?q'],
  ['/a b/文/é😀?q=ü x', '/a%20b/%E6%96%87/%C3%A9%F0%9F%98%80?q=%C3%BC%20x'],
  ['/a/../b/./c/%2e%2e/d', '/b/d'],
  ['\\a\\b', '/a/b'],
  ['//a//b/', '//a//b/'],
  ['/%41%zz%', '/%41%zz%'],
  ['/"<>`{}', '/%22%3C%3E%60%7B%7D'],
  ["/|[]!$&'()*+,;=:@~", "/|[]!$&'()*+,;=:@~"],
  ['?"<>\'', '/?%22%3C%3E%27'],
  ['?a|b{c}^`[d]\\/?', '/?a|b{c}^`[d]\\/?'],
  ['/a\tb\nc\rd', '/abcd'],
  ['/a\r\nX-Injected: 1', '/aX-Injected:%201'],
  ['/a\0b', '/a%00b'],
  ['/ends with spaces  ', '/ends%20with%20spaces'],
]

test('H10 the path and query of the URL as WHATWG parsing encodes them, without the fragment', async (context) => {
  for (const [suffix, target] of targets) {
    const server = await startCanned(context, answer(200))
    const url = `http://127.0.0.1:${server.port}${suffix}`
    const { name, values } = await outcome(uploadFile, {
      url,
      filePath: temporaryFile(context),
      name: 'file',
    })
    assert.equal(name, 'success', `${JSON.stringify(url)}: ${JSON.stringify(values)}`)
    assert.equal(server.requests[0].requestLine, `POST ${target} HTTP/1.1`)
    assert.ok(!/injected/i.test(server.requests[0].head.split('\r\n').slice(1).join('\r\n')))
  }
})

test('H10 the host as WHATWG parsing spells it', async (context) => {
  for (const prefix of ['HTTP://127.0.0.1:', 'http:127.0.0.1:', ' http://127.1:', 'http:\\\\0x7F000001:']) {
    const server = await startCanned(context, answer(200))
    const { name, values } = await outcome(uploadFile, {
      url: `${prefix}${server.port}/upload`,
      filePath: temporaryFile(context),
      name: 'file',
    })
    assert.equal(name, 'success', `${prefix}: ${JSON.stringify(values)}`)
    const hosts = server.requests[0].headers.filter(([header]) => header.toLowerCase() === 'host')
    assert.deepEqual(
      hosts.map(([, value]) => value),
      [`127.0.0.1:${server.port}`],
    )
  }
})

const basic = (/** @type {string} */ pair) => `Basic ${Buffer.from(pair).toString('base64')}`

test('H10 userinfo becomes basic auth and stands nowhere else', async (context) => {
  for (const [userinfo, pair] of [
    ['user:secret', 'user:secret'],
    ['user', 'user:'],
    [':secret', ':secret'],
    ['us%65r:p%40ss%3Aword', 'user:p@ss:word'],
    ['ü:文', 'ü:文'],
  ]) {
    const server = await startCanned(context, answer(200))
    const { name, values } = await outcome(uploadFile, {
      url: `http://${userinfo}@127.0.0.1:${server.port}/upload`,
      filePath: temporaryFile(context),
      name: 'file',
    })
    assert.equal(name, 'success', JSON.stringify(values))
    const [{ requestLine, headers }] = server.requests
    assert.equal(requestLine, 'POST /upload HTTP/1.1')
    const lowerCase = headers.map(([header, value]) => [header.toLowerCase(), value])
    assert.deepEqual(
      lowerCase.filter(([header]) => header === 'authorization'),
      [['authorization', basic(pair)]],
    )
    assert.deepEqual(
      lowerCase.filter(([header]) => header === 'host'),
      [['host', `127.0.0.1:${server.port}`]],
    )
  }
})

test("H10 the caller's Authorization beats the userinfo", async (context) => {
  const server = await startCanned(context, answer(200))
  await outcome(uploadFile, {
    url: `http://user:secret@127.0.0.1:${server.port}/upload`,
    filePath: temporaryFile(context),
    name: 'file',
    header: { authorization: 'Bearer token' },
  })
  const authorizations = server.requests[0].headers.filter(
    ([header]) => header.toLowerCase() === 'authorization',
  )
  assert.deepEqual(
    authorizations.map(([, value]) => value),
    ['Bearer token'],
  )
})

test('H10 only http and https, and only what parses', async (context) => {
  for (const url of [
    'ftp://127.0.0.1/upload',
    'file:///etc/hosts',
    'ws://127.0.0.1/upload',
    'data:text/plain,x',
    'javascript:void 0',
    'upload',
    '/upload',
    '//127.0.0.1/upload',
    'http://',
    'http://[::1/upload',
    'http://a b/upload',
    'http://127.0.0.1:99999/upload',
    'http://127.0.0.1.5.6.7/upload',
  ]) {
    const { name, values } = await outcome(uploadFile, {
      url,
      filePath: temporaryFile(context),
      name: 'file',
    })
    assert.equal(name, 'fail', url)
    assert.equal(values[0].errno, 600009, url)
    assert.ok(values[0].errMsg.startsWith('uploadFile:fail invalid url "'), values[0].errMsg)
  }
})

'use strict'
// What createRuntime's options about the network do: domains, proxy, userAgent, maxResponseBytes, networkTimeout.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { gzipSync } = require('node:zlib')

const { outcome, record } = require('../support/calls')
const { runSnippet } = require('../support/child')
const { temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { answer, startCanned } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))
const { version } = require('uploadtask/package.json')

/** A host that no resolver has: a label may not be longer than 63 characters. */
const unresolvable = `http://${'a'.repeat(64)}.invalid/upload`

/** @type {Array<[string, (port: number) => string[]]>} */
const allowing = [
  ['the host', () => ['127.0.0.1']],
  ['host and port', (port) => [`127.0.0.1:${port}`]],
  ['among others', (port) => ['example.com', `127.0.0.1:${port}`, 'https://example.org']],
]
for (const [label, domains] of allowing) {
  test(`W21 domains with ${label} lets an upload to it pass`, async (context) => {
    const receiver = await startReceiver(context)
    const runtime = createRuntime({ domains: domains(receiver.port) })
    const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
    for (const dialect of ['vela', 'wx', 'taro']) {
      const { name } = await outcome(runtime[dialect].uploadFile, options)
      assert.equal(name, 'success', dialect)
    }
  })
}

test('W21 domains compares host names without regard to case', async (context) => {
  const receiver = await startReceiver(context)
  const runtime = createRuntime({ domains: ['LocalHost'] })
  const { name } = await outcome(runtime.vela.uploadFile, {
    url: `http://localHOST:${receiver.port}/upload`,
    filePath: temporaryFile(context),
    name: 'file',
  })
  assert.equal(name, 'success')
})

/** @type {Array<[string, (port: number) => string[]]>} */
const refusing = [
  ['nothing', () => []],
  ['another host', () => ['localhost']],
  ['another port', (port) => [`127.0.0.1:${port === 1 ? 2 : 1}`]],
  ['the origin of another scheme', (port) => [`https://127.0.0.1:${port}`]],
  ['the beginning of the host', () => ['127.0.0']],
  ['the end of the host', () => ['0.0.1']],
]
for (const [label, domains] of refusing) {
  test(`W21 domains with ${label} refuses an upload, without a connection`, async (context) => {
    const receiver = await startReceiver(context)
    const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
    const runtime = createRuntime({ domains: domains(receiver.port) })
    const vela = await outcome(runtime.vela.uploadFile, options)
    assert.deepEqual([vela.name, typeof vela.values[0], vela.values[1]], ['fail', 'string', 200])
    assert.notEqual(vela.values[0], '')
    for (const dialect of ['wx', 'taro']) {
      const { name, values } = await outcome(runtime[dialect].uploadFile, options)
      assert.equal(name, 'fail')
      assert.deepEqual(values, [{ errMsg: 'uploadFile:fail url not in domain list', errno: 600002 }])
    }
    assert.equal(receiver.connections, 0)
  })
}

test('W21 H19 domains is checked on a redirect too', async (context) => {
  const receiver = await startReceiver(context, (_upload, _request, response) => {
    response.writeHead(307, { Location: `http://localhost:${receiver.port}/second` }).end()
  })
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const runtime = createRuntime({ domains: ['127.0.0.1'] })
  const vela = await outcome(runtime.vela.uploadFile, options)
  assert.deepEqual([vela.name, vela.values[1]], ['fail', 200])
  const wx = await outcome(runtime.wx.uploadFile, options)
  assert.deepEqual(wx.values, [{ errMsg: 'uploadFile:fail url not in domain list', errno: 600002 }])
  assert.deepEqual(
    receiver.uploads.map(({ path }) => path),
    ['/upload', '/upload'],
  )
})

test('H22 proxy: an http upload goes to it in absolute form', async (context) => {
  const server = await startCanned(context, answer(200, {}, 'from the proxy'))
  const runtime = createRuntime({ proxy: `http://127.0.0.1:${server.port}` })
  const { name, values } = await outcome(runtime.vela.uploadFile, {
    url: 'http://upload.example/path?x=1',
    filePath: temporaryFile(context),
    name: 'file',
  })
  assert.equal(name, 'success')
  assert.equal(values[0].data, 'from the proxy')
  const [{ requestLine, headers }] = server.requests
  assert.equal(requestLine, 'POST http://upload.example/path?x=1 HTTP/1.1')
  assert.deepEqual(
    headers.filter(([header]) => header.toLowerCase() === 'host').map(([, value]) => value),
    ['upload.example'],
  )
})

test('H22 proxy: an explicit one is used for loopback addresses as well', async (context) => {
  const receiver = await startReceiver(context)
  const server = await startCanned(context, answer(200, {}, 'from the proxy'))
  const runtime = createRuntime({ proxy: `http://127.0.0.1:${server.port}` })
  const { values } = await outcome(runtime.vela.uploadFile, {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  assert.equal(values[0].data, 'from the proxy')
  assert.equal(server.requests[0].requestLine, `POST ${receiver.url} HTTP/1.1`)
  assert.equal(receiver.connections, 0)
})

test('H22 a proxy from the environment is used, but never for loopback', async (context) => {
  const receiver = await startReceiver(context)
  const server = await startCanned(context, answer(200, {}, 'from the proxy'))
  const { reports } = await runSnippet(
    `(async () => {
      for (const url of input.urls) {
        await new Promise((resolve) => {
          uploadtask.uploadFile({
            ...input,
            url,
            success: (res) => report(res.data === 'from the proxy' ? 'proxy' : 'direct'),
            fail: (...values) => report(values),
            complete: resolve,
          })
        })
      }
    })()`,
    {
      urls: ['http://upload.example/upload', receiver.url, `http://localhost:${receiver.port}/upload`],
      filePath: temporaryFile(context),
      name: 'file',
    },
    { env: { HTTP_PROXY: `http://127.0.0.1:${server.port}` } },
  )
  assert.deepEqual(reports, ['proxy', 'direct', 'direct'])
  assert.equal(server.requests.length, 1)
})

test('H22 proxy: false turns a proxy from the environment off', async (context) => {
  const server = await startCanned(context, answer(200, {}, 'from the proxy'))
  const { reports } = await runSnippet(
    `uploadtask.createRuntime({ proxy: false }).vela.uploadFile({
      ...input,
      success: (res) => report(res.data),
      fail: (message, code) => report(code),
    })`,
    { url: unresolvable, filePath: temporaryFile(context), name: 'file' },
    { env: { HTTP_PROXY: `http://127.0.0.1:${server.port}` } },
  )
  assert.deepEqual(reports, [200])
  assert.equal(server.connections, 0)
})

test('H22 proxy: an explicit one goes before one from the environment', async (context) => {
  const ofTheEnvironment = await startCanned(context, answer(200, {}, 'environment'))
  const explicit = await startCanned(context, answer(200, {}, 'explicit'))
  const { reports } = await runSnippet(
    `uploadtask.createRuntime({ proxy: input.proxy }).vela.uploadFile({
      ...input,
      success: (res) => report(res.data),
      fail: (...values) => report(values),
    })`,
    {
      proxy: `http://127.0.0.1:${explicit.port}`,
      url: 'http://upload.example/upload',
      filePath: temporaryFile(context),
      name: 'file',
    },
    { env: { HTTP_PROXY: `http://127.0.0.1:${ofTheEnvironment.port}` } },
  )
  assert.deepEqual(reports, ['explicit'])
  assert.equal(ofTheEnvironment.connections, 0)
})

test('H9 userAgent: the default, the configured one, and the one of a call', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const configured = createRuntime({ userAgent: 'configured/1.0' })
  await outcome(createRuntime().vela.uploadFile, options)
  await outcome(configured.vela.uploadFile, options)
  await outcome(configured.vela.uploadFile, { ...options, header: { 'user-agent': 'call/1.0' } })
  assert.deepEqual(
    receiver.uploads.map(({ headers }) => headers['user-agent']),
    [`uploadtask/${version}`, 'configured/1.0', 'call/1.0'],
  )
})

test('H14 maxResponseBytes: a body of that size is delivered, a longer one is an error', async (context) => {
  const runtime = createRuntime({ maxResponseBytes: 1000 })
  const options = { filePath: temporaryFile(context), name: 'file' }
  const atTheLimit = await startCanned(context, answer(200, {}, 'a'.repeat(1000)))
  const above = await startCanned(context, answer(200, {}, 'a'.repeat(1001)))
  const { values } = await outcome(runtime.vela.uploadFile, { ...options, url: atTheLimit.url })
  assert.equal(values[0].data, 'a'.repeat(1000))
  const vela = await outcome(runtime.vela.uploadFile, { ...options, url: above.url })
  assert.deepEqual([vela.name, vela.values[1]], ['fail', 200])
  const wx = await outcome(runtime.wx.uploadFile, { ...options, url: above.url })
  assert.deepEqual([wx.name, wx.values[0].errno], ['fail', 600001])
})

test('H14 maxResponseBytes counts decoded bytes', async (context) => {
  const body = gzipSync('a'.repeat(1001))
  assert.ok(body.length < 1000)
  const server = await startCanned(context, answer(200, { 'Content-Encoding': 'gzip' }, body))
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  const refused = await outcome(createRuntime({ maxResponseBytes: 1000 }).vela.uploadFile, options)
  assert.deepEqual([refused.name, refused.values[1]], ['fail', 200])
  const delivered = await outcome(createRuntime({ maxResponseBytes: 1001 }).vela.uploadFile, options)
  assert.equal(delivered.values[0].data, 'a'.repeat(1001))
})

test('W15 networkTimeout.uploadFile is the default of timeout for wx and taro, not for Vela', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const runtime = createRuntime({ networkTimeout: { uploadFile: 300 } })
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const vela = record(runtime.vela.uploadFile, options)
  const held = await receiver.next()
  for (const dialect of ['wx', 'taro']) {
    const { name, values } = await outcome(runtime[dialect].uploadFile, options)
    assert.equal(name, 'fail', dialect)
    assert.deepEqual(values, [{ errMsg: 'uploadFile:fail timeout', errno: 5 }])
  }
  assert.deepEqual(vela.calls, [])
  held.release()
  assert.equal((await vela.done)[0][0], 'success')
})

test('W15 the timeout of a call goes before networkTimeout, whether shorter or longer', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const long = createRuntime({ networkTimeout: { uploadFile: 60_000 } })
  const short = createRuntime({ networkTimeout: { uploadFile: 300 } })
  const longer = record(short.wx.uploadFile, { ...options, timeout: 60_000 })
  const held = await receiver.next()
  const shorter = await outcome(long.wx.uploadFile, { ...options, timeout: 300 })
  const byDefault = await outcome(short.wx.uploadFile, options)
  for (const { values } of [shorter, byDefault]) assert.equal(values[0].errno, 5)
  assert.deepEqual(longer.calls, [])
  held.release()
  assert.equal((await longer.done)[0][0], 'success')
})

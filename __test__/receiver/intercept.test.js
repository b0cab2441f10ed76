'use strict'
// Uploads to other servers that a receiver takes. The hosts end in .invalid, which no name server knows.

const assert = require('node:assert/strict')
const { once } = require('node:events')
const http = require('node:http')
const { test } = require('node:test')
const { Worker } = require('node:worker_threads')
const uploadtask = require('../../index.js')
const { createReceiver } = /** @type {any} */ (require('../../lib/receiver/index.js'))
const { outcome, record } = require('../support/calls')
const { temporaryFile, temporaryFolder } = require('../support/files')

const URL_OF_CODE = 'https://api.example.invalid/upload?to=album'

/** @param {import('node:test').TestContext} context @param {object} [options] */
function makeReceiver(context, options) {
  const receiver = createReceiver(options)
  context.after(() => receiver.close())
  return receiver
}

function withResolvers() {
  /** @type {any} */
  const all = {}
  all.promise = new Promise((resolve) => {
    all.resolve = resolve
  })
  return all
}

/** @param {import('node:test').TestContext} context @param {object} [more] */
function anUpload(context, more) {
  return { url: URL_OF_CODE, filePath: temporaryFile(context, 'a.txt', 'hello'), name: 'file', ...more }
}

for (const dialect of /** @type {const} */ (['wx', 'taro', 'alipay', 'vela', 'quickapp'])) {
  test(`H31 an upload of ${dialect} arrives with the URL and the Host that its code has`, async (context) => {
    const receiver = makeReceiver(context, { rules: [{ respond: { status: 201, body: 'kept' } }] })
    receiver.intercept('https://api.example.invalid')
    const runtime = uploadtask.createRuntime({ root: temporaryFolder(context) })
    const filePath = runtime.files.write('internal://cache/a.txt', 'hello')
    const { name } = await outcome(runtime[dialect].uploadFile, {
      ...{ url: URL_OF_CODE, name: 'file', fileName: 'file', fileType: 'image' },
      ...(dialect === 'quickapp'
        ? { files: [{ uri: filePath, name: 'file', filename: 'a.txt' }] }
        : { filePath: dialect === 'vela' ? filePath : temporaryFile(context, 'a.txt', 'hello') }),
    })
    assert.equal(name, 'success')
    const [received] = receiver.uploads
    assert.deepEqual(
      [received.method, received.url, received.path, received.headers.host],
      ['POST', URL_OF_CODE, '/upload', 'api.example.invalid'],
    )
    assert.equal(await received.files[0].text(), 'hello')
    assert.equal(received.response.status, 201)
  })
}

test('H31 domains, credentials and redirects go by the URL of the code; each hop is asked about', async (context) => {
  const api = makeReceiver(context, {
    rules: [{ redirect: { status: 307, location: 'https://cdn.example.invalid/there' } }],
  })
  const cdn = makeReceiver(context)
  api.intercept('https://api.example.invalid')
  cdn.intercept('https://cdn.example.invalid')
  const { wx } = uploadtask.createRuntime({
    domains: ['api.example.invalid', 'cdn.example.invalid'],
    proxy: 'http://127.0.0.1:1',
  })
  const header = { authorization: 'Bearer secret' }
  const options = anUpload(context, { header, enableHttp2: true })
  const { values } = await outcome(wx.uploadFile, options)
  assert.equal(values[0].statusCode, 200)
  assert.equal(api.uploads[0].headers.authorization, 'Bearer secret')
  assert.equal(cdn.uploads[0].url, 'https://cdn.example.invalid/there')
  assert.equal(cdn.uploads[0].headers.authorization, undefined)
  const refused = await outcome(
    uploadtask.createRuntime({ domains: ['elsewhere.test'] }).wx.uploadFile,
    options,
  )
  assert.equal(refused.name, 'fail')
  assert.equal(api.uploads.length, 1)
})

test('H32 an origin, a path pattern, a URL, a function; the newest takes it; dispose and close end it', async (context) => {
  const first = makeReceiver(context, { rules: [{ respond: { body: 'first' } }] })
  const second = makeReceiver(context, { rules: [{ respond: { body: 'second' } }] })
  const answerTo = async (/** @type {string} */ url) => {
    const { values } = await outcome(uploadtask.wx.uploadFile, anUpload(context, { url }))
    return values[0].data ?? values[0].errMsg
  }
  first.intercept(new URL('https://api.example.invalid/'))
  const { dispose } = second.intercept('https://api.example.invalid/files/**')
  assert.equal(await answerTo('https://api.example.invalid/upload'), 'first')
  assert.equal(await answerTo('https://api.example.invalid/files/a/b?c'), 'second')
  assert.match(await answerTo('http://api.example.invalid/upload'), /ENOTFOUND/)
  dispose()
  assert.equal(await answerTo('https://api.example.invalid/files/a'), 'first')
  /** @type {string[]} */
  const asked = []
  const everything = second.intercept((/** @type {URL} */ url) => {
    asked.push(url.href)
    return url.hostname === 'other.invalid'
  })
  assert.equal(await answerTo('https://me:secret@other.invalid/#x'), 'second')
  assert.deepEqual(asked, ['https://other.invalid/'])
  everything[Symbol.dispose]()
  await first.close()
  assert.match(await answerTo('https://api.example.invalid/upload'), /ENOTFOUND/)
  assert.throws(() => first.intercept('https://api.example.invalid'), /was closed/)
})

test('H32 an upload that was called for keeps its way; after the receiver has closed it fails', async (context) => {
  const receiver = makeReceiver(context)
  const { dispose } = receiver.intercept('https://api.example.invalid')
  const kept = outcome(uploadtask.wx.uploadFile, anUpload(context))
  dispose()
  const { name } = await kept
  assert.equal(name, 'success')
  receiver.intercept('https://api.example.invalid')
  const late = outcome(uploadtask.wx.uploadFile, anUpload(context))
  await receiver.close()
  const { values } = await late
  assert.match(values[0].errMsg, /the receiver that intercepts it was closed/)
})

test('H32 a target that is none is refused; a function that throws fails the upload', async (context) => {
  const receiver = makeReceiver(context)
  for (const wrong of [
    undefined,
    null,
    7,
    'api.example.com',
    'ftp://api.example.com',
    'https://',
    'https://*.example.com',
    'https://a.test/b?c',
    'https://a.test/{b',
    ['https://a.test', 'https://b.test'],
  ]) {
    assert.throws(
      () => receiver.intercept(wrong),
      { name: 'TypeError', message: /^intercept: / },
      String(wrong),
    )
  }
  receiver.intercept(() => {
    throw new Error('not today')
  })
  const { name, values } = await outcome(uploadtask.wx.uploadFile, anUpload(context))
  assert.equal(name, 'fail')
  assert.match(values[0].errMsg, /not today/)
})

test('H33 onUnhandledRequest: an upload that nobody intercepts fails, is warned of, or goes', async (context) => {
  /** @type {string[]} */
  const warnings = []
  const listener = (/** @type {Error} */ { message }) => warnings.push(message)
  process.on('warning', listener)
  context.after(() => process.off('warning', listener))
  const failure = async () => {
    const { values } = await outcome(uploadtask.wx.uploadFile, anUpload(context))
    return values[0].errMsg
  }
  const bypass = makeReceiver(context, { onUnhandledRequest: 'bypass' })
  bypass.intercept('https://elsewhere.invalid')
  assert.match(await failure(), /ENOTFOUND/)
  assert.deepEqual(warnings, [])
  const warn = makeReceiver(context)
  // It intercepts nothing yet.
  assert.match(await failure(), /ENOTFOUND/)
  assert.deepEqual(warnings, [])
  warn.intercept('https://elsewhere.invalid')
  assert.match(await failure(), /ENOTFOUND/)
  assert.deepEqual(warnings, [
    `POST ${URL_OF_CODE} is not intercepted and goes to the network (see onUnhandledRequest)`,
  ])
  const strict = makeReceiver(context, { onUnhandledRequest: 'error' })
  const { dispose } = strict.intercept('https://elsewhere.invalid')
  assert.ok((await failure()).includes(`POST ${URL_OF_CODE} is not intercepted`))
  // What goes to this machine is not meant.
  const { url } = await strict.listen()
  const { name } = await outcome(uploadtask.wx.uploadFile, anUpload(context, { url }))
  assert.equal(name, 'success')
  dispose()
  assert.match(await failure(), /ENOTFOUND/)
  assert.throws(() => createReceiver({ onUnhandledRequest: 'fail' }), {
    message: 'createReceiver: onUnhandledRequest should be "error", "warn" or "bypass" instead of "fail"',
  })
})

test('H34 the configuration has origins go to a server; what code intercepts comes first', async (context) => {
  const serving = makeReceiver(context, { rules: [{ respond: { body: 'configured' } }] })
  const { url, port } = await serving.listen()
  const { wx } = uploadtask.createRuntime({
    intercept: { 'https://api.example.invalid': `http://localhost:${port}` },
  })
  const answer = async () => (await outcome(wx.uploadFile, anUpload(context))).values[0].data
  assert.equal(await answer(), 'configured')
  assert.equal(serving.uploads[0].url, URL_OF_CODE)
  assert.equal(serving.uploads[0].headers.host, 'api.example.invalid')
  const code = makeReceiver(context, { onUnhandledRequest: 'error', rules: [{ respond: { body: 'code' } }] })
  const { dispose } = code.intercept('https://other.invalid')
  assert.equal(await answer(), 'configured')
  code.intercept('https://api.example.invalid/**')
  assert.equal(await answer(), 'code')
  dispose()
  for (const [intercept, problem] of /** @type {const} */ ([
    [[url], /"intercept" should be an object such as .* instead of Array/],
    [{ 'https://a.test': 1 }, /"intercept.https:\/\/a.test" should be a string instead of Number/],
    [{ 'https://a.test/b': url }, /"https:\/\/a.test\/b" is not an origin/],
    [{ 'https://a.test': 'https://b.test' }, /"https:\/\/b.test" is not the URL of a server/],
  ])) {
    assert.throws(() => uploadtask.createRuntime(/** @type {any} */ ({ intercept })), {
      name: 'TypeError',
      message: problem,
    })
  }
})

test('H32 abort while the function has not decided; the next upload is not mistaken for it', async (context) => {
  const receiver = makeReceiver(context, { rules: [{ respond: { body: 'taken' } }] })
  /** @type {Array<(takes: boolean) => void>} */
  const decisions = []
  const asked = [withResolvers(), withResolvers()]
  receiver.intercept(
    () =>
      new Promise((resolve) => {
        asked[decisions.length].resolve()
        decisions.push(resolve)
      }),
  )
  const first = record(uploadtask.wx.uploadFile, anUpload(context))
  await asked[0].promise
  first.task.abort()
  assert.equal((await first.done)[0][0], 'fail')
  const second = outcome(uploadtask.wx.uploadFile, anUpload(context))
  await asked[1].promise
  decisions[0](true)
  decisions[1](true)
  assert.equal((await second).values[0].data, 'taken')
  assert.equal(receiver.uploads.length, 1)
})

test('H32 workers have interceptions of their own; copies of the package share them', async (context) => {
  const receiver = makeReceiver(context)
  receiver.intercept('https://api.example.invalid')
  const program = `
    const { wx } = require('./index.js')
    const { parentPort, workerData } = require('node:worker_threads')
    wx.uploadFile({ ...workerData, complete: ({ errMsg }) => parentPort.postMessage(errMsg) })`
  const worker = new Worker(program, { eval: true, workerData: anUpload(context) })
  const [errMsg] = await once(worker, 'message')
  assert.match(errMsg, /ENOTFOUND/)
  for (const file of Object.keys(require.cache)) {
    if (
      /uploadtask|lib.(?:task|interception|runtime)|wx\.js|index\.js/.test(file) &&
      !/node_modules|__test__/.test(file)
    ) {
      delete require.cache[file]
    }
  }
  const copy = require('../../index.js')
  assert.notEqual(copy, uploadtask)
  assert.equal((await outcome(copy.wx.uploadFile, anUpload(context))).name, 'success')
})

test('safety: the Host of a request in absolute form may be any; the inspector, and other forms, know their hosts', async (context) => {
  const receiver = makeReceiver(context)
  const { port } = await receiver.listen()
  const statusOf = (/** @type {string} */ method, /** @type {string} */ path, /** @type {string} */ host) =>
    new Promise((resolve, reject) => {
      const headers = { Host: host, 'Content-Type': 'multipart/form-data; boundary=x' }
      http
        .request({ port, host: '127.0.0.1', method, path, headers }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
        .on('error', reject)
        .end(method === 'POST' ? '--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--x--\r\n' : '')
    })
  assert.equal(await statusOf('POST', 'https://api.example.com/a', 'api.example.com'), 200)
  assert.equal(await statusOf('POST', 'https://api.example.com:444/a', 'api.example.com:444'), 200)
  assert.equal(await statusOf('POST', 'https://api.example.com/a', 'evil.example.com'), 421)
  assert.equal(await statusOf('POST', '/https://evil.example.com/a', 'evil.example.com'), 421)
  assert.equal(await statusOf('POST', '//evil.example.com/a', 'evil.example.com'), 421)
  assert.equal(await statusOf('GET', 'http://evil.example.com/__uploadtask/', 'evil.example.com'), 421)
  assert.equal(await statusOf('GET', `http://localhost:${port}/__uploadtask/`, `localhost:${port}`), 200)
})

test('H32 the process ends when the last upload has, though the receiver was not closed', async (context) => {
  const { runNode } = require('../support/child')
  const { code, stdout, stderr } = await runNode([
    '-e',
    `const { wx } = require('./index.js')
     const receiver = require('./lib/receiver/index.js').createReceiver()
     receiver.intercept('https://api.example.invalid')
     wx.uploadFile({ ...${JSON.stringify(anUpload(context))}, success: ({ statusCode }) => console.log(statusCode) })`,
  ])
  assert.deepEqual([stdout, stderr, code], ['200\n', '', 0])
})

'use strict'

const assert = require('node:assert/strict')
const { once } = require('node:events')
const { test } = require('node:test')

const { outcome, record } = require('../support/calls')
const { startCountingServer } = require('../support/counting-server')
const { sparseFile, temporaryFile } = require('../support/files')
const { startFullListener } = require('../support/full-listener')
const { answer, readRequest, startRawServer } = require('../support/raw-server')
const { within } = require('../support/within')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

const MiB = 1024 * 1024
const error = { errMsg: 'uploadFile:fail abort', errno: 600004 }
const failure = [
  ['fail', error],
  ['complete', error],
]

/** Resolves when a server has no open connection. @param {{ sockets: Set<import('node:net').Socket> }} server */
async function drained({ sockets }) {
  while (sockets.size > 0) {
    const [socket] = sockets
    await new Promise((resolve) => socket.once('close', resolve))
  }
}

/**
 * Starts an upload in a runtime of its own, whose events are recorded among the calls.
 *
 * @param {object} options
 * @param {any} [runtime]
 */
function start(options, runtime = createRuntime()) {
  const recorded = record(runtime.wx.uploadFile, { name: 'file', ...options })
  recorded.task.onProgressUpdate(() => recorded.calls.push(['progress']))
  recorded.task.onHeadersReceived(() => recorded.calls.push(['headers']))
  return recorded
}

/**
 * Aborts; expects one failure after it, promptly, and no event once it was called.
 *
 * @param {ReturnType<typeof start>} upload
 */
async function assertAborts({ task, calls, done }) {
  const before = calls.length
  task.abort()
  task.abort()
  assert.equal(calls.length, before, 'callbacks come after abort has returned')
  await within(done, 500, 'fail and complete')
  assert.deepEqual(calls.slice(before), failure)
  return () => assert.deepEqual(calls.slice(before), failure)
}

/**
 * Uploads once more and so gives time to whatever should not happen.
 *
 * @param {import('node:test').TestContext} context
 */
async function uploadAnother(context) {
  const server = await startCountingServer(context)
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  const { name } = await outcome(createRuntime().wx.uploadFile, options)
  assert.equal(name, 'success')
}

test('H30 abort while queued: no connection is ever made', async (context) => {
  const runtime = createRuntime({ maxConcurrency: 1 })
  const server = await startCountingServer(context, { onWhole: () => {} })
  // The next one goes elsewhere: the client may open a connection for it, and then take another.
  const other = await startCountingServer(context)
  const options = { url: server.url, filePath: temporaryFile(context) }
  const first = start(options, runtime)
  const queued = start(options, runtime)
  const behind = start({ ...options, url: other.url }, runtime)
  const request = await server.request(0)
  await request.whole
  const assertStill = await assertAborts(queued)
  request.socket.end(answer(200))
  await first.done
  const [[name]] = (await behind.done).filter(([event]) => event === 'success')
  assert.equal(name, 'success')
  assert.equal(server.connections, 1)
  assertStill()
})

test('H30 abort in the tick of the call: no connection is ever made', async (context) => {
  const runtime = createRuntime()
  const server = await startCountingServer(context)
  const filePath = temporaryFile(context)
  /** @type {Array<() => void>} */
  const checks = []
  for (let round = 0; round < 100; round += 1) {
    checks.push(await assertAborts(start({ url: server.url, filePath }, runtime)))
  }
  await uploadAnother(context)
  assert.equal(server.connections, 0)
  for (const assertStill of checks) assertStill()
})

test('H30 abort soon after the call, wherever the upload is by then', async (context) => {
  const runtime = createRuntime()
  const server = await startCountingServer(context, { onWhole: () => {} })
  const filePath = sparseFile(context, 64 * MiB)
  /** @type {Array<() => void>} */
  const checks = []
  for (let round = 0; round < 100; round += 1) {
    const upload = start({ url: server.url, filePath }, runtime)
    // A little later each time: after more and more turns of the event loop.
    for (let turn = 0; turn < round / 10; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    checks.push(await assertAborts(upload))
  }
  await within(drained(server), 2000, 'the connections closed')
  for (const request of server.requests) assert.ok(request.received < request.contentLength)
  for (const assertStill of checks) assertStill()
})

test('H30 abort while connecting', async (context) => {
  const { url } = await startFullListener(context)
  const upload = start({ url, filePath: temporaryFile(context) })
  await uploadAnother(context)
  const assertStill = await assertAborts(upload)
  await uploadAnother(context)
  assertStill()
})

test('H30 abort during the TLS handshake', async (context) => {
  const server = await startRawServer(context, (socket) => socket.resume())
  const connected = once(server.server, 'connection')
  const upload = start({ url: `https://127.0.0.1:${server.port}/upload`, filePath: temporaryFile(context) })
  const [socket] = await connected
  await new Promise((resolve) => socket.once('data', resolve))
  const assertStill = await assertAborts(upload)
  await within(drained(server), 2000, 'the connection closed')
  assertStill()
})

test('H30 abort while sending', async (context) => {
  const server = await startCountingServer(context, { pauseAfter: MiB })
  const upload = start({ url: server.url, filePath: sparseFile(context, 64 * MiB) })
  const request = await server.request(0)
  await request.paused
  const assertStill = await assertAborts(upload)
  request.resume()
  await within(request.closed, 2000, 'the connection closed')
  assert.ok(request.received < request.contentLength)
  assertStill()
})

test('H30 abort while the server reads as fast as it can', async (context) => {
  const GiB = 1024 * MiB
  const server = await startCountingServer(context, { withHash: false })
  const upload = start({ url: server.url, filePath: sparseFile(context, 256 * GiB) })
  await new Promise((resolve) => upload.task.onProgressUpdate(resolve))
  const request = await server.request(0)
  const assertStill = await assertAborts(upload)
  await within(request.closed, 2000, 'the connection closed')
  assert.ok(request.received < request.contentLength)
  assertStill()
})

test('H30 abort while waiting for an answer', async (context) => {
  const server = await startCountingServer(context, { onWhole: () => {} })
  const upload = start({ url: server.url, filePath: temporaryFile(context) })
  const request = await server.request(0)
  await request.whole
  const assertStill = await assertAborts(upload)
  await within(request.closed, 2000, 'the connection closed')
  assertStill()
})

test('H30 abort while reading the answer', async (context) => {
  const server = await startCountingServer(context, {
    onWhole: ({ socket }) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart'),
  })
  const upload = start({ url: server.url, filePath: temporaryFile(context) })
  await new Promise((resolve) => upload.task.onHeadersReceived(resolve))
  const assertStill = await assertAborts(upload)
  await within((await server.request(0)).closed, 2000, 'the connection closed')
  assertStill()
})

test('H30 abort between two hops of a redirect', async (context) => {
  const server = await startCountingServer(context, {
    onWhole: ({ socket }, index) => index === 0 && socket.end(answer(307, { Location: '/again' })),
  })
  const upload = start({ url: server.url, filePath: temporaryFile(context) })
  const again = await server.request(1)
  const assertStill = await assertAborts(upload)
  await within(again.closed, 2000, 'the connection closed')
  assertStill()
})

test('H30 abort from a progress listener', async (context) => {
  const server = await startCountingServer(context, { pauseAfter: MiB })
  const { task, calls, done } = record(createRuntime().wx.uploadFile, {
    url: server.url,
    filePath: sparseFile(context, 64 * MiB),
    name: 'file',
  })
  task.onProgressUpdate(() => {
    calls.push(['aborting'])
    task.abort()
  })
  await within(done, 10_000, 'fail and complete')
  const request = await server.request(0)
  request.resume()
  await within(request.closed, 2000, 'the connection closed')
  assert.deepEqual(calls, [['aborting'], ...failure])
})

test('H30 abort from a headers listener', async (context) => {
  const server = await startCountingServer(context)
  const { task, calls, done } = record(createRuntime().wx.uploadFile, {
    url: server.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  task.onHeadersReceived(() => {
    calls.push(['aborting'])
    task.abort()
  })
  await within(done, 10_000, 'fail and complete')
  await uploadAnother(context)
  assert.deepEqual(calls, [['aborting'], ...failure])
})

test('H30 abort twice from a headers listener, of uploads whose answers are whole already', async (context) => {
  const server = await startCountingServer(context)
  const runtime = createRuntime()
  const uploads = Array.from({ length: 50 }, () =>
    record(runtime.wx.uploadFile, { url: server.url, filePath: temporaryFile(context), name: 'file' }),
  )
  for (const { task, calls } of uploads) {
    task.onHeadersReceived(() => {
      calls.push(['aborting'])
      task.abort()
      task.abort()
    })
  }
  await within(Promise.all(uploads.map(({ done }) => done)), 10_000, 'fail and complete')
  await uploadAnother(context)
  for (const { calls } of uploads) assert.deepEqual(calls, [['aborting'], ...failure])
})

test('H30 abort from success, fail or complete, and after the end, does nothing', async (context) => {
  const { wx } = createRuntime()
  const server = await startRawServer(context, async (socket) => {
    await readRequest(socket)
    socket.end(answer(200))
  })
  for (const url of [server.url, 'http://127.0.0.1:1/upload']) {
    /** @type {string[]} */
    const calls = []
    await new Promise((resolve) => {
      const abort = (/** @type {string} */ name) => {
        calls.push(name)
        task.abort()
      }
      const task = wx.uploadFile({
        url,
        filePath: temporaryFile(context),
        name: 'file',
        success: () => abort('success'),
        fail: () => abort('fail'),
        complete: () => {
          abort('complete')
          resolve(undefined)
        },
      })
      calls.push('returned')
    })
    await uploadAnother(context)
    assert.deepEqual(calls, ['returned', url === server.url ? 'success' : 'fail', 'complete'])
  }
})

const storm = 300

/**
 * Starts 300 uploads and aborts them at three stages: at once, when the head has come, when the body has.
 *
 * @param {import('node:test').TestContext} context
 * @param {(options: any) => any} upload
 */
async function startStorm(context, upload) {
  /** @type {ReturnType<typeof record>[]} */
  const uploads = []
  let aborted = 0
  /** @type {(value?: any) => void} */
  let resolveAll = () => {}
  const all = new Promise((resolve) => {
    resolveAll = resolve
  })
  const abort = (/** @type {number} */ index) => {
    uploads[index].task.abort()
    aborted += 1
    if (aborted === storm) resolveAll()
  }
  const indexOf = (/** @type {string} */ requestLine) => Number(requestLine.split('/')[1].split(' ')[0])
  const server = await startCountingServer(context, {
    onHead: ({ requestLine }) => {
      const index = indexOf(requestLine)
      if (index % 3 === 1) abort(index)
    },
    onWhole: ({ requestLine }) => {
      const index = indexOf(requestLine)
      if (index % 3 === 2) abort(index)
    },
  })
  const filePath = sparseFile(context, 256 * 1024)
  for (let index = 0; index < storm; index += 1) {
    const url = `http://127.0.0.1:${server.port}/${index}`
    uploads.push(record(upload, { url, filePath, name: 'file' }))
    if (index % 3 === 0) abort(index)
  }
  await within(all, 30_000, `${storm} aborts`)
  return { server, uploads }
}

test('H30 a storm of 300 aborts: one failure each, no connection left', {
  timeout: 60_000,
}, async (context) => {
  const { wx } = createRuntime({ maxConcurrency: storm })
  const { server, uploads } = await startStorm(context, wx.uploadFile)
  await within(Promise.all(uploads.map(({ done }) => done)), 2000, 'fail and complete of all')
  await within(drained(server), 2000, 'the connections closed')
  await uploadAnother(context)
  for (const { calls } of uploads) assert.deepEqual(calls, failure)
  assert.ok(server.connections <= (storm * 2) / 3, `${server.connections} connections`)
})

test('H30 a storm of 300 aborts in the limit of the queue', { timeout: 60_000 }, async (context) => {
  const { server, uploads } = await startStorm(context, createRuntime().wx.uploadFile)
  await within(Promise.all(uploads.map(({ done }) => done)), 2000, 'fail and complete of all')
  await within(drained(server), 2000, 'the connections closed')
  for (const { calls } of uploads) assert.deepEqual(calls, failure)
})

test('H30 a storm of 300 aborts of Vela uploads: not one callback', { timeout: 60_000 }, async (context) => {
  const { vela } = createRuntime({ maxConcurrency: storm })
  const { server, uploads } = await startStorm(context, vela.uploadFile)
  await within(drained(server), 2000, 'the connections closed')
  await uploadAnother(context)
  for (const { calls } of uploads) assert.deepEqual(calls, [])
})

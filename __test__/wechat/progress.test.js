'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { Worker } = require('node:worker_threads')

const { record } = require('../support/calls')
const { sparseFile, temporaryFile } = require('../support/files')
const { startPausedServer } = require('../support/paused-server')
const { answer, startRawServer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')
const { patient } = require('../support/within')

/** @type {any} */
const { uploadFile } = require('uploadtask/wx')

const MiB = 1024 * 1024

/** @typedef {{ progress: number, totalBytesSent: number, totalBytesExpectedToSend: number }} ProgressEvent */

/**
 * Uploads; `order` has the names of events and callbacks as they came.
 *
 * @param {object} options
 */
async function upload(options) {
  /** @type {ProgressEvent[]} */
  const events = []
  const { task, calls, done } = record(uploadFile, options)
  task.onProgressUpdate((/** @type {ProgressEvent} */ event) => {
    calls.push(['progress'])
    events.push(event)
  })
  task.onHeadersReceived(() => calls.push(['headers']))
  await done
  const [, result] = calls[calls.length - 1]
  return { order: calls.map(([name]) => name), events, result }
}

/**
 * What holds for the events of every upload.
 *
 * @param {ProgressEvent[]} events
 */
function assertEventsAreRight(events) {
  assert.equal(events.length >= 1, true)
  let sentBefore = 0
  for (const event of events) {
    assert.deepEqual(Object.keys(event).sort(), ['progress', 'totalBytesExpectedToSend', 'totalBytesSent'])
    const { progress, totalBytesSent, totalBytesExpectedToSend } = event
    for (const value of [progress, totalBytesSent, totalBytesExpectedToSend]) {
      assert.equal(Number.isInteger(value), true)
    }
    assert.equal(progress, Math.floor((100 * totalBytesSent) / totalBytesExpectedToSend))
    assert.equal(totalBytesExpectedToSend, events[0].totalBytesExpectedToSend)
    assert.equal(totalBytesSent > sentBefore, true, `${totalBytesSent} after ${sentBefore}`)
    assert.equal(totalBytesSent <= totalBytesExpectedToSend, true)
    sentBefore = totalBytesSent
  }
}

/** @param {ProgressEvent[]} events */
function assertEndsAt100(events) {
  const last = events[events.length - 1]
  assert.equal(last.progress, 100)
  assert.equal(last.totalBytesSent, last.totalBytesExpectedToSend)
}

for (const [label, size] of /** @type {Array<[string, number]>} */ ([
  ['0 bytes', 0],
  ['1 byte', 1],
  ['1 MiB', MiB],
  ['20 MiB and a byte', 20 * MiB + 1],
])) {
  test(`W28 a file of ${label}: right events, total is the Content-Length, 100 comes before success`, async (context) => {
    const receiver = await startReceiver(context)
    const filePath = sparseFile(context, size)
    const { order, events } = await upload({ url: receiver.url, filePath, name: 'file' })
    assertEventsAreRight(events)
    assertEndsAt100(events)
    const [{ headers, files }] = receiver.uploads
    assert.equal(files[0].size, size)
    assert.equal(events[0].totalBytesExpectedToSend, Number(headers['content-length']))
    assert.equal(order.lastIndexOf('progress') < order.indexOf('success'), true, order.join())
  })
}

test('W28 every listener of a step gets the same values', async (context) => {
  const receiver = await startReceiver(context)
  const { task, done } = record(uploadFile, {
    url: receiver.url,
    filePath: sparseFile(context, 4 * MiB),
    name: 'file',
  })
  /** @type {ProgressEvent[][]} */
  const seen = [[], []]
  for (const events of seen) task.onProgressUpdate((/** @type {ProgressEvent} */ event) => events.push(event))
  await done
  assertEventsAreRight(seen[0])
  assert.deepEqual(seen[0], seen[1])
})

test('W28 a server that reads 1 MiB/s: at least 20 events for 16 MiB, no gap over 1 s', async (context) => {
  const size = 16 * MiB
  const bytesPerMillisecond = MiB / 1000
  const server = await startRawServer(context, (socket) => {
    const start = performance.now()
    let received = 0
    /** @type {number | undefined} */
    let expected
    socket.on('data', (chunk) => {
      received += chunk.length
      if (expected === undefined) {
        const head = chunk.toString('latin1')
        const contentLength = Number(/^content-length: *(\d+)\r$/im.exec(head)?.[1])
        expected = head.indexOf('\r\n\r\n') + 4 + contentLength
      }
      if (received === expected) {
        socket.end(answer(200))
        return
      }
      const early = start + received / bytesPerMillisecond - performance.now()
      if (early > 0) {
        socket.pause()
        setTimeout(() => socket.resume(), early)
      }
    })
  })
  const options = {
    url: server.url,
    filePath: sparseFile(context, size),
    name: 'file',
    timeout: patient(60_000),
  }
  const { task, done } = record(uploadFile, options)
  /** @type {ProgressEvent[]} */
  const events = []
  const times = [performance.now()]
  task.onProgressUpdate((/** @type {ProgressEvent} */ event) => {
    events.push(event)
    times.push(performance.now())
  })
  const [[name, result]] = await done
  assert.equal(name, 'success', JSON.stringify(result))
  assertEventsAreRight(events)
  assertEndsAt100(events)
  const gaps = times.slice(1).map((time, index) => time - times[index])
  assert.equal(events.length >= 20, true, `${events.length} events`)
  const widest = Math.max(...gaps)
  assert.equal(widest <= patient(1000), true, `${Math.round(widest)} ms without an event`)
})

/** The program of a thread: an HTTP server that sets a flag in shared memory when it has a whole request. */
function serveInThread() {
  const { parentPort, workerData } = require('node:worker_threads')
  const flag = new Int32Array(workerData)
  const server = require('node:net').createServer((socket) => {
    let received = 0
    /** @type {number | undefined} */
    let expected
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      received += chunk.length
      if (expected === undefined) {
        const head = chunk.toString('latin1')
        const contentLength = Number(/^content-length: *(\d+)\r$/im.exec(head)?.[1])
        expected = head.indexOf('\r\n\r\n') + 4 + contentLength
      }
      if (received !== expected) return
      Atomics.store(flag, 0, 1)
      Atomics.notify(flag, 0)
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
    })
  })
  server.listen(0, '127.0.0.1', () => parentPort?.postMessage(server.address()))
}

test('W28 events are coalesced: after a busy listener the newest comes, not all that passed', async (context) => {
  const shared = new SharedArrayBuffer(4)
  const worker = new Worker(`(${serveInThread})()`, { eval: true, workerData: shared })
  context.after(() => worker.terminate())
  const { port } = await new Promise((resolve) => worker.once('message', resolve))
  const options = {
    url: `http://127.0.0.1:${port}/`,
    filePath: sparseFile(context, 64 * MiB),
    name: 'file',
  }
  const { task, done } = record(uploadFile, options)
  /** @type {ProgressEvent[]} */
  const events = []
  let waited = ''
  task.onProgressUpdate((/** @type {ProgressEvent} */ event) => {
    events.push(event)
    // This thread stands still until the server has the whole body: the upload needs no JavaScript to go on.
    if (events.length === 1) waited = Atomics.wait(new Int32Array(shared), 0, 0, patient(30_000))
  })
  const [[name, result]] = await done
  assert.equal(name, 'success', JSON.stringify(result))
  assert.notEqual(waited, 'timed-out')
  assertEventsAreRight(events)
  assertEndsAt100(events)
  // The first one, one that was under way meanwhile, the newest; without coalescing there were hundreds.
  assert.equal(events.length <= 4, true, `${events.length} events`)
})

test('W28 after an early answer there is no further event', async (context) => {
  const server = await startPausedServer(context)
  const uploading = upload({ url: server.url, filePath: sparseFile(context, 64 * MiB), name: 'file' })
  const { socket } = await server.next()
  socket.write('HTTP/1.1 413 Content Too Large\r\nContent-Length: 9\r\n\r\ntoo large')
  const { order, events, result } = await uploading
  assert.equal(result.statusCode, 413)
  assert.equal(result.data, 'too large')
  if (events.length > 0) {
    assertEventsAreRight(events)
    assert.equal(events[events.length - 1].progress < 100, true)
  }
  assert.deepEqual(order.slice(order.indexOf('headers')), ['headers', 'success', 'complete'])
})

/**
 * A 307 to this URL.
 *
 * @param {string} location
 */
const redirect = (location) => answer(307, { Location: location })

test('W28 a body sent again after a redirect of the whole request reports nothing twice', async (context) => {
  const target = await startReceiver(context)
  const origin = await startReceiver(context, (_upload, _request, response) => {
    response.writeHead(307, { Location: target.url }).end()
  })
  const { events, result } = await upload({
    url: origin.url,
    filePath: sparseFile(context, 8 * MiB),
    name: 'file',
  })
  assert.equal(result.statusCode, 200)
  assertEventsAreRight(events)
  assertEndsAt100(events)
  assert.equal(target.uploads[0].files[0].size, 8 * MiB)
})

test('W28 a body sent again after an early redirect reports from the highest value on', async (context) => {
  const target = await startReceiver(context)
  const origin = await startPausedServer(context)
  const options = { url: origin.url, filePath: sparseFile(context, 64 * MiB), name: 'file' }
  const { task, done } = record(uploadFile, options)
  /** @type {ProgressEvent[]} */
  const events = []
  const started = new Promise((resolve) => {
    task.onProgressUpdate((/** @type {ProgressEvent} */ event) => {
      events.push(event)
      resolve(undefined)
    })
  })
  const { socket } = await origin.next()
  await started
  socket.write(redirect(target.url))
  const [[, result]] = await done
  assert.equal(result.statusCode, 200)
  assertEventsAreRight(events)
  assertEndsAt100(events)
  assert.equal(target.uploads[0].files[0].size, 64 * MiB)
})

test('W28 a failed upload reports no 100 when its body was not sent whole', async (context) => {
  const server = await startPausedServer(context)
  const uploading = upload({ url: server.url, filePath: sparseFile(context, 64 * MiB), name: 'file' })
  const { socket } = await server.next()
  socket.resetAndDestroy()
  const { order, events } = await uploading
  assert.deepEqual(
    order.filter((name) => name !== 'progress'),
    ['fail', 'complete'],
  )
  if (events.length > 0) {
    assertEventsAreRight(events)
    assert.equal(events[events.length - 1].progress < 100, true)
  }
})

test('W28 no upload, no event: a missing file and a parameter error', async (context) => {
  const receiver = await startReceiver(context)
  const filePath = temporaryFile(context)
  for (const fault of [{ filePath: `${filePath}.missing` }, { name: 1 }]) {
    const { order } = await upload({ url: receiver.url, filePath, name: 'file', ...fault })
    assert.deepEqual(order, ['fail', 'complete'])
  }
})

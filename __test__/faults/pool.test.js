'use strict'
// Which connection an upload goes over, and what happens when a used one turns out to be dead.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { setTimeout: sleep } = require('node:timers/promises')

const { outcome, record } = require('../support/calls')
const { deferred } = require('../support/counting-server')
const { boundaryOf, expectedBody } = require('../support/expected-body')
const { sparseFile, temporaryFile } = require('../support/files')
const { answer } = require('../support/raw-server')
const { patient, within } = require('../support/within')
const { startFaultyServer } = require('./server')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

/** @typedef {InstanceType<typeof import('./server').Connection>} Connection */

const MiB = 1024 * 1024

/** An answer that keeps the connection. */
const kept = (/** @type {string} */ data, status = 200) =>
  `HTTP/1.1 ${status} Status\r\nContent-Length: ${Buffer.byteLength(data)}\r\n\r\n${data}`

/**
 * Answers requests over one connection for ever, each with its number.
 *
 * @param {Connection} connection
 */
async function serveAll(connection) {
  for (;;) {
    await connection.request()
    await connection.write(kept(`${connection.index}.${connection.requests.length}`))
  }
}

/**
 * Uploads in one runtime and gives the `data`.
 *
 * @param {import('node:test').TestContext} context
 * @param {{ url: string }} server
 * @param {any} [runtime]
 */
function uploader(context, server, runtime = createRuntime()) {
  const filePath = temporaryFile(context)
  const options = { url: server.url, filePath, name: 'file', formData: { a: '1' } }
  return async (more = {}, dialect = 'wx') => {
    const { name, values } = await outcome(runtime[dialect].uploadFile, { ...options, ...more })
    assert.equal(name, 'success', JSON.stringify(values))
    return values[0].data
  }
}

test('H17 uploads one after the other share a connection', async (context) => {
  const server = await startFaultyServer(context, serveAll)
  const upload = uploader(context, server)
  assert.deepEqual([await upload(), await upload(), await upload()], ['0.1', '0.2', '0.3'])
})

test('H17 uploads side by side leave their connections to as many others, and to one alone', async (context) => {
  let together = 6
  /** @type {Connection[]} */
  const asking = []
  const server = await startFaultyServer(context, async (connection) => {
    for (;;) {
      await connection.request()
      asking.push(connection)
      if (asking.length === together) for (const one of asking.splice(0)) one.write(kept(''))
    }
  })
  const upload = uploader(context, server)
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(Array.from({ length: together }, () => upload()))
    assert.equal(server.all.length, together, `round ${round}`)
  }
  together = 1
  for (let round = 0; round < 3; round += 1) await upload()
  assert.equal(server.all.length, 6)
})

test('H17 an idle connection is not used after 3 s', { timeout: patient(30_000) }, async (context) => {
  const server = await startFaultyServer(context, serveAll)
  const upload = uploader(context, server)
  assert.equal(await upload(), '0.1')
  await sleep(1000)
  assert.equal(await upload(), '0.2')
  await sleep(3100)
  assert.equal(await upload(), '1.1')
  await within(server.all[0].closed, 4000, 'the idle connection closed')
})

test('H17 a connection is not used again after Connection: close, HTTP/1.0, or a body without a length', async (context) => {
  const answers = [
    'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok',
    'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok',
  ]
  for (const bytes of answers) {
    const server = await startFaultyServer(context, async (connection) => {
      await connection.request()
      await connection.write(bytes)
      connection.drain()
    })
    const upload = uploader(context, server)
    assert.equal(await upload(), 'ok')
    assert.equal(await upload(), 'ok')
    assert.equal(server.all.length, 2)
    await within(server.gone(), 10_000, 'the connections closed')
  }
})

test('H17 a connection that the server closes while it is idle costs nothing', async (context) => {
  const server = await startFaultyServer(context, async (connection) => {
    await connection.request()
    connection.socket.end(kept(`${connection.index}`))
  })
  const upload = uploader(context, server)
  for (let index = 0; index < 20; index += 1) assert.equal(await upload(), String(index))
})

/** How far the server reads the next request over a used connection before it closes that. */
const moments = /** @type {Array<[string, (connection: Connection) => Promise<unknown>]>} */ ([
  ['as its first bytes come', (connection) => connection.readable()],
  ['after its head', (connection) => connection.head()],
  ['midway', (connection) => connection.head().then(() => connection.body(MiB))],
  ['after the whole of it', (connection) => connection.request()],
])
const closings = /** @type {Array<[string, (connection: Connection) => unknown]>} */ ([
  ['resets', ({ socket }) => socket.resetAndDestroy()],
  ['closes', ({ socket }) => socket.destroy()],
  ['ends', ({ socket }) => socket.end()],
])

/**
 * A server that answers the first request over each connection and keeps the connection, until the next request.
 *
 * @param {import('node:test').TestContext} context
 * @param {(connection: Connection) => unknown} next What happens to the next request.
 */
async function startFickleServer(context, next) {
  /** @type {Array<{ headers: Map<string, string>, body: Buffer }>} */
  const arrived = []
  const server = await startFaultyServer(context, async (connection) => {
    arrived.push(await connection.request())
    await connection.write(kept(`${connection.index}`))
    await next(connection)
  })
  return Object.assign(server, { arrived })
}

for (const [when, read] of moments) {
  for (const [how, close] of closings) {
    for (const dialect of ['wx', 'vela']) {
      const title = `H17 a request over a used connection that the server ${how} ${when} is sent again, from the start`
      test(`${title} (${dialect})`, { timeout: patient(30_000) }, async (context) => {
        const server = await startFickleServer(context, async (connection) => {
          await read(connection)
          close(connection)
        })
        const upload = uploader(context, server)
        assert.equal(await upload({}, dialect), '0')
        const size = when === 'midway' ? 16 * MiB : 12
        const filePath = sparseFile(context, size, 'sparse.txt')
        assert.equal(await upload({ filePath }, dialect), '1')
        assert.equal(server.all.length, 2)
        const { headers, body } = server.arrived[1]
        const boundary = boundaryOf(headers.get('content-type'))
        const file = { filename: 'sparse.txt' }
        assert.ok(
          body.equals(expectedBody(boundary, [['a', '1']], file, Buffer.alloc(size))),
          'the whole body',
        )
      })
    }
  }
}

test('H17 a request that is sent again goes over a fresh connection, not over another used one', async (context) => {
  const idle = 5
  /** @type {Connection[]} */
  const first = []
  const server = await startFaultyServer(context, async (connection) => {
    await connection.request()
    if (connection.index < idle) {
      // All of them are in use until the last has come.
      first.push(connection)
      if (first.length === idle) for (const one of first) one.write(kept('first'))
      await connection.readable()
      connection.socket.resetAndDestroy()
    } else {
      await connection.write(kept('fresh'))
    }
  })
  const upload = uploader(context, server)
  await Promise.all(Array.from({ length: idle }, () => upload()))
  assert.equal(server.all.length, idle)
  assert.equal(await upload(), 'fresh')
  assert.equal(server.all.length, idle + 1)
})

test('H17 several uploads whose used connections die together are all sent again', async (context) => {
  const together = 5
  /** @type {Connection[]} */
  const first = []
  /** @type {Connection[]} */
  const second = []
  const server = await startFaultyServer(context, async (connection) => {
    await connection.request()
    if (connection.index >= together) {
      await connection.write(kept('fresh'))
      return
    }
    first.push(connection)
    if (first.length === together) for (const one of first) one.write(kept('first'))
    await connection.readable()
    second.push(connection)
    if (second.length === together) for (const { socket } of second) socket.resetAndDestroy()
  })
  const upload = uploader(context, server)
  await Promise.all(Array.from({ length: together }, () => upload()))
  const again = await Promise.all(Array.from({ length: together }, () => upload()))
  assert.deepEqual(again, Array(together).fill('fresh'))
  assert.equal(server.all.length, 2 * together)
})

for (const [how, close] of closings) {
  test(`H17 a request is sent again only once: the server ${how} the fresh connection too`, async (context) => {
    const server = await startFaultyServer(context, async (connection) => {
      await connection.request()
      if (connection.index === 0) {
        await connection.write(kept('first'))
        await connection.request()
      }
      close(connection)
      connection.drain()
    })
    const runtime = createRuntime()
    await uploader(context, server, runtime)()
    const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
    const { name, values } = await outcome(runtime.vela.uploadFile, options)
    assert.deepEqual([name, values[1]], ['fail', 300], values[0])
    assert.equal(server.all.length, 2)
    assert.equal(server.requests.length, 3)
  })
}

// A part of a head looks like no answer at all: the HTTP stack has one error for both (docs/reference/http.md, the one retry).
for (const [how, close] of closings) {
  test(`H17 a request is not sent again after the head of an answer came: the server ${how} the connection`, async (context) => {
    const headers = deferred()
    const server = await startFickleServer(context, async (connection) => {
      await connection.request()
      await connection.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel')
      // A reset must not overtake these bytes.
      await headers.promise
      close(connection)
      connection.drain()
    })
    const runtime = createRuntime()
    await uploader(context, server, runtime)()
    const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
    const { task, calls, done } = record(runtime.wx.uploadFile, options)
    task.onHeadersReceived(headers.resolve)
    await done
    const [name, { errno }] = calls[0]
    assert.deepEqual([name, errno], ['fail', 600001], JSON.stringify(calls))
    assert.equal(server.requests.length, 2)
  })
}

test('H16 a 503 over a used connection is the answer; the request is not sent again', async (context) => {
  const server = await startFickleServer(context, async (connection) => {
    await connection.request()
    connection.socket.end(answer(503, { 'Retry-After': '0' }, 'later'))
  })
  const upload = uploader(context, server)
  assert.equal(await upload(), '0')
  assert.equal(await upload(), 'later')
  assert.equal(server.requests.length, 2)
})

for (const [when, read] of moments) {
  test(`H17 a 408 over a used connection, ${when}: sent again over a fresh one`, async (context) => {
    const server = await startFickleServer(context, async (connection) => {
      await read(connection)
      await connection.write(answer(408, {}, 'idle for too long'))
      connection.drain()
    })
    const upload = uploader(context, server)
    assert.equal(await upload(), '0')
    const size = when === 'midway' ? 16 * MiB : 12
    assert.equal(await upload({ filePath: sparseFile(context, size) }), '1')
    assert.equal(server.all.length, 2)
    assert.ok(server.arrived[1].body.length > size, 'the whole body')
  })
}

test('H17 a second 408, over the fresh connection, is the answer', async (context) => {
  const server = await startFaultyServer(context, async (connection) => {
    await connection.request()
    if (connection.index === 0) await connection.write(kept('first'))
    if (connection.index === 0) await connection.request()
    connection.socket.end(answer(408, {}, `${connection.index}`))
  })
  const upload = uploader(context, server)
  assert.equal(await upload(), 'first')
  assert.equal(await upload(), '1')
  assert.equal(server.requests.length, 3)
})

test('H16 a 408 over a fresh connection is the answer', async (context) => {
  const server = await startFaultyServer(context, async (connection) => {
    await connection.request()
    connection.socket.end(answer(408, {}, 'slow'))
  })
  assert.equal(await uploader(context, server)(), 'slow')
  assert.equal(server.requests.length, 1)
})

test('H17 W28 a body that is sent again reports nothing until it passes what was reported', async (context) => {
  const server = await startFickleServer(context, async (connection) => {
    await connection.head()
    await connection.body(8 * MiB)
    connection.socket.resetAndDestroy()
  })
  const runtime = createRuntime()
  await uploader(context, server, runtime)()
  const filePath = sparseFile(context, 16 * MiB)
  const { task, done } = record(runtime.wx.uploadFile, { url: server.url, filePath, name: 'file' })
  /** @type {number[]} */
  const sent = []
  task.onProgressUpdate((/** @type {any} */ event) => sent.push(event.totalBytesSent))
  const [[name, result]] = await done
  assert.equal(name, 'success', JSON.stringify(result))
  assert.equal(server.all.length, 2)
  assert.ok(
    sent.every((bytes, index) => index === 0 || bytes > sent[index - 1]),
    `${sent}`,
  )
  assert.equal(sent[sent.length - 1], server.requests[2].contentLength)
})

test('H17 H20 the time limit covers both the used and the fresh connection', async (context) => {
  const limit = 1000
  const server = await startFaultyServer(context, async (connection) => {
    await connection.request()
    if (connection.index > 0) return
    await connection.write(kept('first'))
    await connection.request()
    await sleep(limit / 2)
    connection.socket.resetAndDestroy()
  })
  const runtime = createRuntime()
  await uploader(context, server, runtime)()
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file', timeout: limit }
  const started = performance.now()
  const { name, values } = await outcome(runtime.wx.uploadFile, options)
  const elapsed = performance.now() - started
  assert.deepEqual([name, values[0].errno], ['fail', 5])
  assert.equal(server.all.length, 2)
  assert.ok(Math.abs(elapsed - limit) <= patient(500), `${elapsed} ms`)
})

test('H17 a response that nobody asked for, with the first one, never answers the next upload', async (context) => {
  const server = await startFaultyServer(context, async (connection) => {
    await connection.request()
    await connection.write(`${kept(`${connection.index}`)}${kept('stray')}`)
    connection.drain()
  })
  const upload = uploader(context, server)
  for (let index = 0; index < 20; index += 1) assert.equal(await upload(), String(index))
})

/** @type {Array<[what: string, bytes: string | Buffer]>} */
const strays = [
  ['a response', kept('stray')],
  ['half a response', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nst'],
  ['a 408 and then the end', answer(408, {}, 'stray')],
  ['a 100', 'HTTP/1.1 100 Continue\r\n\r\n'],
  ['an empty line', '\r\n'],
]
for (const [what, bytes] of strays) {
  test(`H17 ${what} over an idle connection never answers the next upload`, async (context) => {
    /** @type {Array<Promise<unknown>>} */
    const gone = []
    const server = await startFaultyServer(context, async (connection) => {
      await connection.request()
      await connection.write(kept(`${connection.index}`))
      gone.push(connection.closed)
      connection.drain()
    })
    const upload = uploader(context, server)
    for (let index = 0; index < 5; index += 1) {
      assert.equal(await upload(), String(index))
      const { socket } = server.all[index]
      if (what.endsWith('the end')) socket.end(bytes)
      else socket.write(bytes)
      await within(gone[index], 10_000, 'the connection closed')
    }
  })
}

test('H17 connections are not shared between the hosts of a server', async (context) => {
  const server = await startFaultyServer(context, serveAll)
  const upload = uploader(context, server)
  const url = server.url.replace('127.0.0.1', 'localhost')
  assert.deepEqual(
    [await upload(), await upload({ url }), await upload(), await upload({ url })],
    ['0.1', '1.1', '0.2', '1.2'],
  )
})

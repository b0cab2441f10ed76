'use strict'
// Clients that take their time.

const assert = require('node:assert/strict')
const { EventEmitter, once } = require('node:events')
const http = require('node:http')
const { PassThrough } = require('node:stream')
const test = require('node:test')
const { watchIdle } = require('../../lib/receiver/idle.js')
const { createServer, listen } = require('../../lib/receiver/server.js')
const { body, connect, exchange, field, file, replaceWrites, request, startReceiver } = require('./support')

/** A server that only has the receiver's limits. */
function startServer(
  /** @type {import('node:test').TestContext} */ context,
  /** @type {object | undefined} */ timeouts,
) {
  const server = createServer(/** @type {any} */ ({ options: {} }), undefined, /** @type {any} */ (timeouts))
  context.after(() => server.close())
  return server
}

test('receiver: a head that does not come to its end is given up, and a body may take its time', async (context) => {
  const server = startServer(context, undefined)
  assert.deepEqual([server.headersTimeout, server.requestTimeout], [60_000, 0])
  // The same with less patience.
  const quick = startServer(context, {
    headersTimeout: 20,
    requestTimeout: 0,
    connectionsCheckingInterval: 10,
  })
  const { port } = await listen(quick, { port: 0 }, false)
  const connection = connect(context, port)
  connection.send('POST / HTTP/1.1\r\nHost: ')
  await connection.closed
  assert.match(connection.text, /^HTTP\/1\.1 408 /)
})

test('receiver: an error of the server after it listens is a warning, and none is lost', async (context) => {
  const server = startServer(context, {})
  await listen(server, { port: 0 }, false)
  for (const message of ['one', 'other']) {
    const warned = once(process, 'warning')
    server.emit('error', new Error(message))
    assert.equal((await warned)[0].message, message)
  }
})

test('receiver: an upload that stalls fails after idleTimeout', async (context) => {
  for (const rules of [[], [{ throttle: 1_000_000 }]]) {
    const { receiver, port } = await startReceiver(context, { idleTimeout: 50, rules })
    const bytes = request(body(file('f', 'x', Buffer.alloc(100_000))))
    const connection = connect(context, port)
    connection.send(bytes.subarray(0, 50_000))
    await connection.until(/\}\}$/)
    assert.match(connection.text, /^HTTP\/1\.1 408 /)
    assert.equal(connection.json().error.code, 'timeout')
    assert.match(
      connection.json().error.message,
      /^No byte of the body has arrived for 50 ms \(idleTimeout\)/,
    )
    const { error } = await receiver.next({}, { state: 'failed' })
    assert.equal(error?.code, 'timeout')
  }
})

test('receiver: idleTimeout goes by bytes that are awaited, not by those that wait', () => {
  /** @type {string[]} */
  const told = []
  let fire = () => {}
  const clock = {
    setTimeout(/** @type {() => void} */ run, /** @type {number} */ milliseconds) {
      told.push(`set ${milliseconds}`)
      fire = run
      return { refresh: () => told.push('refresh') }
    },
    clearTimeout: () => told.push('clear'),
  }
  const lastly = () => told.splice(0).join()
  const request = new PassThrough()
  const source = new PassThrough()
  const stop = watchIdle(source, request, 100, () => told.push('idle'), clock)
  assert.equal(lastly(), 'set 100')
  source.emit('data')
  assert.equal(lastly(), 'refresh')
  source.pause()
  fire()
  assert.equal(lastly(), 'refresh')
  source.resume()
  request.write('x')
  fire()
  assert.equal(lastly(), 'refresh')
  request.read()
  fire()
  assert.equal(lastly(), 'idle')
  stop()
  assert.equal(lastly(), 'clear')
  assert.equal(source.listenerCount('data'), 0)
  watchIdle(source, request, Number.POSITIVE_INFINITY, () => {}, clock)()
  assert.equal(lastly(), '')
})

test('receiver: a disk that is slow is not taken for a client that stalls', async (context) => {
  const { receiver, port } = await startReceiver(context, { idleTimeout: 30 })
  const gate = new EventEmitter()
  const opened = once(gate, 'open')
  await replaceWrites(context, async (write, buffers) => {
    await opened
    return write(buffers)
  })
  const connection = connect(context, port)
  connection.send(request(body(file('f', 'x', Buffer.alloc(8_000_000)))))
  let stillFor = 0
  for (let before = -1; stillFor < 5; ) {
    await new Promise((resolve) => setTimeout(resolve, 30))
    const now = receiver.uploads[0]?.receivedBytes ?? -1
    stillFor = now === before ? stillFor + 1 : 0
    before = now
  }
  gate.emit('open')
  await connection.until(/\}$/)
  assert.equal((await receiver.next()).state, 'complete')
})

test('receiver: an upload that is coming in is broken off by remove()', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const connection = connect(context, port)
  const started = once(receiver, 'head')
  connection.send(request(body(file('f', 'x', Buffer.alloc(100_000)))).subarray(0, 1000))
  const [upload] = await started
  /** @type {string[]} */
  const told = []
  receiver.on('end', ({ error }) => told.push(error?.code ?? ''))
  receiver.on('remove', (id) => told.push(id))
  assert.equal(await receiver.remove(upload.id), true)
  assert.deepEqual(told, ['aborted', upload.id])
  assert.match(upload.error.message, /^The upload was removed after \d+ of \d+ bytes/)
  assert.deepEqual(receiver.uploads, [])
  await connection.closed
  assert.equal(await receiver.remove(upload.id), false)
})

test('receiver: an upload that ends while its answer is delayed is removed, and answered', async (context) => {
  const { receiver, port } = await startReceiver(context, { rules: [{ delay: 100 }] })
  receiver.once('end', ({ id }) => void receiver.remove(id))
  const { status } = await exchange(context, port, request(body(field('a', '1'))))
  assert.equal(status, 200)
  assert.deepEqual(receiver.uploads, [])
})

test('inspector: a client that asks whether to send its rules is told to', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const sent = http.request({
    ...{ host: '127.0.0.1', port, method: 'PUT', path: '/__uploadtask/api/rules' },
    headers: { Expect: '100-continue', 'Content-Type': 'application/json', 'Content-Length': '13' },
  })
  const asked = once(sent, 'continue')
  sent.flushHeaders()
  await asked
  sent.end('[{"delay":1}]')
  const [response] = await once(sent, 'response')
  response.resume()
  assert.equal(response.statusCode, 200)
  assert.equal(receiver.rules.list()[0].delay, 1)
})

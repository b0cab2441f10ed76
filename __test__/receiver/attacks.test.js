'use strict'
// Hostile uploads, against a receiver whose heap has 150 MB: more of it is the end of its process, and of the test.

const assert = require('node:assert/strict')
const { once } = require('node:events')
const net = require('node:net')
const test = require('node:test')
const { BODIES, head, requestOf, send, startWatched } = require('../support/attacks.js')

const MOST = 150e6
const UPLOAD = requestOf({
  what: 'an upload',
  body: () => Buffer.from('--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n1\r\n--x--'),
})

/** A receiver that ends with the test. */
async function start(/** @type {import('node:test').TestContext} */ context, before = '') {
  const receiver = await startWatched(before)
  context.after(() => receiver.end())
  return receiver
}

/** Connections that send this and nothing more. */
async function connectMany(
  /** @type {import('node:test').TestContext} */ context,
  /** @type {number} */ port,
  /** @type {number} */ count,
  /** @type {string} */ bytes,
) {
  const sockets = Array.from({ length: count }, () => net.connect(port, '127.0.0.1'))
  context.after(() => {
    for (const socket of sockets) socket.destroy()
  })
  for (const socket of sockets) socket.on('error', () => {})
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.write(bytes, resolve))))
  return sockets
}

test('receiver: 30 MB of each worst sort take less than 150 MB of heap, and the next upload is taken', async (context) => {
  const { port, measure } = await start(context)
  for (const attack of BODIES) {
    assert.match(await send(port, requestOf(attack)), /^(200|400|413)$/, attack.what)
    const { heap } = await measure()
    assert.ok(heap < MOST, `${attack.what}: ${heap}`)
  }
  assert.equal(await send(port, UPLOAD), '200')
})

test('receiver: fields of uploads that come in together stay within the heap', async (context) => {
  const { port, measure } = await start(context)
  const control = requestOf({
    what: 'control characters',
    body: () => {
      const one = `--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n${'\u0001'.repeat(1 << 20)}\r\n`
      return Buffer.from(`${one.repeat(15)}--x--`)
    },
  })
  const statuses = await Promise.all(Array.from({ length: 26 }, () => send(port, control)))
  for (const status of statuses) assert.match(status, /^(200|413)$/)
  assert.ok((await measure()).heap < MOST)
  assert.equal(await send(port, UPLOAD), '200')
})

test('receiver: stalled bodies, slow heads and readers that never read do not keep uploads away', async (context) => {
  const { port, measure } = await start(context)
  const events = 'GET /__uploadtask/api/events HTTP/1.1\r\nHost: localhost\r\n\r\n'
  const readers = await connectMany(context, port, 50, events)
  for (const reader of readers) reader.pause()
  await connectMany(context, port, 100, 'POST / HTTP/1.1\r\nHost: ')
  const part = '--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n'
  await connectMany(context, port, 1000, `${head('Content-Length: 1000000')}${part}${'y'.repeat(10_000)}`)
  for (;;) {
    const { states } = await measure()
    if (states.filter((state) => state === 'receiving').length === 1000) break
  }
  for (let count = 0; count < 100; count += 1) assert.equal(await send(port, UPLOAD), '200')
  assert.ok((await measure()).heap < MOST)
})

test('receiver: a thousand uploads at once are taken', async (context) => {
  const { port, measure } = await start(context)
  const statuses = await Promise.all(Array.from({ length: 1000 }, () => send(port, UPLOAD)))
  assert.deepEqual(new Set(statuses), new Set(['200']))
  assert.ok((await measure()).heap < MOST)
})

test('receiver: a disk that is full is told to each, and keeps nothing in memory', async (context) => {
  const { port, measure } = await start(
    context,
    `const fs = require('node:fs/promises')
     const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
     fs.open(__filename === '[eval]' ? process.execPath : __filename).then(async (handle) => {
       Object.getPrototypeOf(handle).writev = () => Promise.reject(full)
       await handle.close()
     })`,
  )
  const large = requestOf({
    what: 'a file',
    body: () =>
      Buffer.concat([
        Buffer.from('--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n'),
        Buffer.alloc(30_000_000),
        Buffer.from('\r\n--x--'),
      ]),
  })
  for (let count = 0; count < 5; count += 1) assert.equal(await send(port, large), '507')
  assert.ok((await measure()).heap < MOST)
})

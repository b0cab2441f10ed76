'use strict'

const assert = require('node:assert/strict')
const { EventEmitter, once } = require('node:events')
const http = require('node:http')
const { Writable } = require('node:stream')
const { test } = require('node:test')

const { createEventStream } = require('../../lib/receiver/inspector/event-stream.js')
const { Traces } = require('../../lib/receiver/traces.js')
const { startInspected } = require('../support/inspector.js')

/**
 * Reads an event stream; `next(wanted)` gives the next event that is wanted.
 *
 * @param {import('node:test').TestContext} context
 * @param {number} port
 */
async function readEvents(context, port) {
  const request = http.get({ host: '127.0.0.1', port, path: '/__uploadtask/api/events' })
  context.after(() => request.destroy())
  request.on('error', () => {})
  const [response] = /** @type {[http.IncomingMessage]} */ (await once(request, 'response'))
  const events = new EventEmitter()
  /** @type {{ event: string, data: any }[]} */
  const waiting = []
  let text = ''
  response.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const match = /^event: (.*)\ndata: (.*)$/.exec(block)
      if (match) waiting.push({ event: match[1], data: JSON.parse(match[2]) })
    }
    events.emit('more')
  })
  const ended = once(response, 'close')
  return {
    headers: response.headers,
    ended,
    async next(/** @type {(event: string, data: any) => boolean} */ wanted) {
      for (;;) {
        const found = waiting.shift()
        if (!found) await once(events, 'more')
        else if (wanted(found.event, found.data)) return found.data
      }
    },
  }
}

test('inspector: an upload is told while it comes in, when it has ended, and when it was answered', async (context) => {
  const { port } = await startInspected(context)
  const stream = await readEvents(context, port)
  assert.equal(stream.headers['content-type'], 'text/event-stream; charset=utf-8')
  assert.match(String(stream.headers['cache-control']), /no-transform/)

  const start = '--x\r\nContent-Disposition: form-data; name="a"; filename="live.bin"\r\n\r\n'
  const end = '\r\n--x--\r\n'
  const length = start.length + 100_000 + end.length
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x', 'Content-Length': length }
  const sent = http.request({ port, host: '127.0.0.1', method: 'POST', path: '/live', headers })
  sent.write(start)
  sent.write(Buffer.alloc(50_000))
  const known = await stream.next((event, { fileCount }) => event === 'upload' && fileCount === 1)
  assert.deepEqual(
    [known.state, known.url, known.contentLength, known.filename],
    ['receiving', '/live', length, 'live.bin'],
  )
  const half = await stream.next((event, { receivedBytes }) => event === 'progress' && receivedBytes > 50_000)
  assert.deepEqual(Object.keys(half), ['id', 'receivedBytes', 'bytesPerSecond'])
  sent.write(Buffer.alloc(50_000))
  sent.end(end)
  const whole = await stream.next((event, { state }) => event === 'upload' && state !== 'receiving')
  assert.deepEqual([whole.id, whole.state, whole.size], [half.id, 'complete', 100_000])
  const isAnswered = (/** @type {any} */ { response }) => response !== undefined
  const answered = isAnswered(whole) ? whole : await stream.next((_event, data) => isAnswered(data))
  assert.deepEqual([answered.id, answered.response.status], [half.id, 200])
})

test('inspector: an upload that stalls is told of too, with all that came and a rate that falls', async (context) => {
  const { port } = await startInspected(context)
  const stream = await readEvents(context, port)
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x', 'Content-Length': 10_000_000 }
  const sent = http.request({ port, host: '127.0.0.1', method: 'POST', path: '/live', headers })
  sent.on('error', () => {})
  context.after(() => sent.destroy())
  const start = '--x\r\nContent-Disposition: form-data; name="a"; filename="live.bin"\r\n\r\n'
  sent.write(start)
  sent.write(Buffer.alloc(3_000_000))
  const isWhole = (/** @type {any} */ { receivedBytes }) => receivedBytes === start.length + 3_000_000
  const first = await stream.next((_event, data) => isWhole(data))
  const second = await stream.next(
    (_event, data) => isWhole(data) && data.bytesPerSecond < first.bytesPerSecond,
  )
  assert.equal(second.id, first.id)
})

test('inspector: removals, clearing and rules are told', async (context) => {
  const { port, upload, receiver } = await startInspected(context)
  const { upload: first } = await upload({ files: [{ filename: 'a', content: 'a' }] })
  const stream = await readEvents(context, port)
  await receiver.remove(first.id)
  assert.deepEqual(await stream.next((event) => event === 'remove'), { id: first.id })
  await receiver.clear()
  assert.deepEqual(await stream.next((event) => event === 'clear'), {})
  receiver.rules.add({ id: 'slow', delay: 1 })
  assert.deepEqual(await stream.next((event) => event === 'rules'), [{ id: 'slow', delay: 1 }])
})

test('inspector: closing the receiver ends the streams', async (context) => {
  const { port, receiver } = await startInspected(context)
  const stream = await readEvents(context, port)
  await receiver.close()
  await stream.ended
  assert.equal(receiver.listenerCount('progress'), 0)
})

test('inspector: a reader that does not read costs no growing memory, and gets the newest state', async () => {
  const receiver = Object.assign(new EventEmitter(), { uploads: [], rules: { list: () => [] } })
  const events = createEventStream(/** @type {any} */ (receiver), new Traces())
  /** @type {string[]} */
  const written = []
  /** @type {(() => void)[]} */
  const taken = []
  const response = new Writable({
    highWaterMark: 1,
    write(chunk, _encoding, done) {
      written.push(String(chunk))
      taken.push(done)
    },
  })
  Object.assign(response, { setHeader() {} })
  events.serve(/** @type {any} */ (response))
  const upload = { id: 'a', receivedBytes: 0 }
  for (; upload.receivedBytes < 10_000; upload.receivedBytes += 1) receiver.emit('progress', upload)
  receiver.emit('remove', 'b')
  await new Promise(setImmediate)
  assert.deepEqual(written, ['retry: 1000\n\n'])
  while (taken.length > 0) {
    taken.shift()?.()
    await new Promise(setImmediate)
    await new Promise(setImmediate)
  }
  assert.deepEqual(written.slice(1), [
    'event: progress\ndata: {"id":"a","receivedBytes":10000}\n\n',
    'event: remove\ndata: {"id":"b"}\n\n',
  ])
  events.close()
})

/** A response that takes nothing until it is told to, and the events that are made for it. */
function stuckReader() {
  const receiver = Object.assign(new EventEmitter(), { uploads: [], rules: { list: () => [] } })
  const events = createEventStream(/** @type {any} */ (receiver), new Traces())
  /** @type {string[]} */
  const written = []
  let take = () => {}
  const response = new Writable({
    highWaterMark: 1,
    write(chunk, _encoding, done) {
      written.push(String(chunk))
      take = done
    },
  })
  Object.assign(response, { setHeader() {} })
  events.serve(/** @type {any} */ (response))
  return {
    ...{ receiver, events, written, response },
    take() {
      const done = take
      take = () => {}
      done()
    },
  }
}

test('inspector: a reader that never reads is cut off', (context) => {
  context.mock.timers.enable({ apis: ['setInterval', 'Date'] })
  context.mock.method(performance, 'now', () => Date.now())
  const { events, response } = stuckReader()
  // It is looked at each 15 s, and was stuck at the first look.
  context.mock.timers.tick(15_000)
  context.mock.timers.tick(15_000)
  assert.equal(response.destroyed, false)
  context.mock.timers.tick(15_000)
  assert.equal(response.destroyed, true)
  events.close()
})

test('inspector: a reader that reads again in time is not cut off', async (context) => {
  context.mock.timers.enable({ apis: ['setInterval', 'Date'] })
  context.mock.method(performance, 'now', () => Date.now())
  const { events, response, take } = stuckReader()
  context.mock.timers.tick(15_000)
  context.mock.timers.tick(15_000)
  take()
  await new Promise(setImmediate)
  context.mock.timers.tick(15_000)
  context.mock.timers.tick(15_000)
  assert.equal(response.destroyed, false)
  events.close()
})

test('inspector: a reader for whom too much waits is told to fetch the list again', async () => {
  const { receiver, events, written, take } = stuckReader()
  for (let count = 0; count < 1001; count += 1) receiver.emit('remove', String(count))
  receiver.emit('remove', 'last')
  for (let count = 0; count < 5; count += 1) {
    take()
    await new Promise(setImmediate)
    await new Promise(setImmediate)
  }
  assert.deepEqual(written.slice(1), ['event: reset\ndata: {}\n\n', 'event: remove\ndata: {"id":"last"}\n\n'])
  events.close()
})

test('inspector: a hundred messages are written in a turn, and a row is not followed by its progress', async () => {
  const receiver = Object.assign(new EventEmitter(), { uploads: [], rules: { list: () => [] } })
  const events = createEventStream(/** @type {any} */ (receiver), new Traces())
  /** @type {string[]} */
  const written = []
  const response = Object.assign(new EventEmitter(), {
    setHeader() {},
    write: (/** @type {string} */ text) => written.push(text),
    end() {},
  })
  events.serve(/** @type {any} */ (response))
  const upload = { id: 'a', fields: [], files: [], url: '/' }
  receiver.emit('start', upload)
  receiver.emit('progress', upload)
  for (let count = 0; count < 250; count += 1) receiver.emit('remove', String(count))
  const lengths = []
  for (let count = 0; count < 3; count += 1) {
    await new Promise(setImmediate)
    lengths.push(written.length - 1)
  }
  assert.deepEqual(lengths, [100, 200, 251])
  assert.match(written[1], /^event: upload\n/)
  events.close()
})

'use strict'

const assert = require('node:assert/strict')
const { EventEmitter, once } = require('node:events')
const http = require('node:http')
const { Writable } = require('node:stream')
const { test } = require('node:test')

const { createEvents } = require('../../lib/receiver/inspector/events.js')
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
  const half = await stream.next((event, { receivedBytes }) => event === 'upload' && receivedBytes > 50_000)
  assert.deepEqual([half.state, half.path, half.contentLength], ['receiving', '/live', length])
  assert.deepEqual([half.files[0].filename, half.files[0].state], ['live.bin', 'receiving'])
  assert.equal(half.head, undefined)
  sent.write(Buffer.alloc(50_000))
  sent.end(end)
  const whole = await stream.next((event, { state }) => event === 'upload' && state !== 'receiving')
  assert.deepEqual([whole.id, whole.state, whole.files[0].size], [half.id, 'complete', 100_000])
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
  assert.deepEqual([second.id, second.state], [first.id, 'receiving'])
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
  const events = createEvents(/** @type {any} */ (receiver), (/** @type {any} */ upload) => ({ ...upload }))
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
    'event: upload\ndata: {"id":"a","receivedBytes":10000}\n\n',
    'event: remove\ndata: {"id":"b"}\n\n',
  ])
  events.close()
})

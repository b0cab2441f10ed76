'use strict'

const assert = require('node:assert/strict')
const test = require('node:test')
const { runNode } = require('../support/child')
const { body, connect, exchange, field, file, request, startReceiver } = require('./support')

/** @typedef {import('../../lib/receiver/index.js').Upload} Upload */

test('receiver: next() gives each upload once, in order, whichever was first', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const send = (/** @type {string} */ value) => exchange(context, port, request(body(field('n', value))))
  const waiting = [receiver.next(), receiver.next()]
  await send('1')
  await send('2')
  await send('3')
  await send('4')
  const uploads = [...(await Promise.all(waiting)), await receiver.next(), await receiver.next()]
  assert.deepEqual(
    uploads.map((upload) => upload.fields[0].value),
    ['1', '2', '3', '4'],
  )
  assert.deepEqual(receiver.uploads, uploads)
})

test('receiver: next() chooses by its filter, and leaves the others for later calls', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const send = (/** @type {string} */ target, /** @type {string} */ method, /** @type {Buffer} */ content) =>
    exchange(context, port, request(content, { target, method }))
  await send('/a?x=1', 'POST', body(field('one', '1')))
  await send('/b', 'PUT', body(field('two', '2')))
  await send('/c', 'POST', body(file('three', 'x.txt', '3')))
  await send('/d', 'POST', Buffer.from('broken'))
  await send('/e', 'PATCH', body(field('five', '5')))

  const path = async (/** @type {Parameters<typeof receiver.next>[0]} */ filter) =>
    (await receiver.next(filter)).path
  assert.equal(await path({ state: 'failed' }), '/d')
  assert.equal(await path({ method: 'patch' }), '/e')
  assert.equal(await path({ filename: 'x.txt', field: 'three' }), '/c')
  assert.equal(await path((upload) => upload.fields[0]?.name === 'two'), '/b')
  assert.equal(await path({ path: '/a', field: 'one' }), '/a')
  const nothing = await Promise.race([
    receiver.next({ state: 'any' }),
    new Promise((resolve) => setImmediate(resolve, 'none')),
  ])
  assert.equal(nothing, 'none')
})

test('receiver: next() ends with its signal, and takes nothing then', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const controller = new AbortController()
  const waiting = receiver.next(undefined, { signal: controller.signal })
  controller.abort(new Error('enough'))
  await assert.rejects(waiting, /^Error: enough$/)
  await assert.rejects(receiver.next({}, { signal: controller.signal }), /^Error: enough$/)
  await exchange(context, port, request(body(field('n', '1'))))
  assert.equal((await receiver.next()).fields[0].value, '1')
})

test('receiver: next() says what is wrong with a filter', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const next = (/** @type {any} */ filter) => receiver.next(filter)
  await assert.rejects(
    next({ fileName: 'x' }),
    /^TypeError: next: the filter has an unknown member "fileName"; .*filename/,
  )
  await assert.rejects(next({ path: /x/ }), /^TypeError: next: the filter's path has to be a string$/)
  await assert.rejects(
    next({ state: 'done' }),
    /^TypeError: next: the filter's state can be complete, failed, any/,
  )
  await assert.rejects(next('x'), /^TypeError: next: the filter has to be/)
  const throwing = receiver.next(() => {
    throw new Error('in the filter')
  })
  const other = receiver.next()
  await Promise.all([
    assert.rejects(throwing, /in the filter/),
    exchange(context, port, request(body(field('n', '1')))),
  ])
  assert.equal((await other).state, 'complete')
})

test('receiver: next() does not give what was removed', async (context) => {
  const { receiver, port } = await startReceiver(context)
  await exchange(context, port, request(body(field('n', '1'))))
  await exchange(context, port, request(body(field('n', '2'))))
  await exchange(context, port, request(body(field('n', '3'))))
  assert.equal(await receiver.remove(receiver.uploads[0].id), true)
  assert.equal(await receiver.remove('nothing'), false)
  assert.equal((await receiver.next()).fields[0].value, '2')
  await receiver.clear()
  await exchange(context, port, request(body(field('n', '4'))))
  assert.equal((await receiver.next()).fields[0].value, '4')
})

test('receiver: next() is over when the receiver closes', async (context) => {
  const { receiver } = await startReceiver(context)
  const waiting = receiver.next()
  await Promise.all([receiver.close(), assert.rejects(waiting, /^Error: next: the receiver was closed$/)])
  await assert.rejects(receiver.next(), /closed/)
})

test('receiver: an upload is told of from its head to its answer', async (context) => {
  const { receiver, port } = await startReceiver(context)
  /** @type {string[]} */
  const events = []
  for (const event of /** @type {const} */ (['start', 'head', 'end', 'answer'])) {
    receiver.on(event, (/** @type {Upload} */ upload) => {
      const { state, fields, files, response } = upload
      events.push(`${event} ${state} ${fields.length} ${files.length} ${response?.status ?? '-'}`)
    })
  }
  const progress = new Promise((resolve) => receiver.once('progress', resolve))
  const bytes = request(body(field('a', '1'), file('f', 'x', 'data')))
  const connection = connect(context, port)
  const at = bytes.indexOf('filename')
  connection.send(bytes.subarray(0, at))
  await progress
  connection.send(bytes.subarray(at))
  await connection.until(/\}$/)
  assert.deepEqual(events, [
    'start receiving 0 0 -',
    'head receiving 1 0 -',
    'head receiving 1 1 -',
    'end complete 1 1 -',
    'answer complete 1 1 200',
  ])
  events.length = 0
  await exchange(context, port, request('broken'))
  assert.deepEqual(events, ['start receiving 0 0 -', 'end failed 0 0 -', 'answer failed 0 0 400'])
})

test('receiver: progress is told at most once in 100 ms', async (context) => {
  const { receiver, port } = await startReceiver(context)
  /** @type {number[]} */
  const times = []
  receiver.on('progress', () => times.push(Date.now()))
  const bytes = request(body(file('f', 'x', Buffer.alloc(8_000_000))))
  await exchange(context, port, bytes)
  assert.ok(times.length > 0)
  const gaps = times.slice(1).map((time, index) => time - times[index])
  assert.ok(
    gaps.every((gap) => gap >= 100),
    String(gaps),
  )
})

test('receiver: toJSON is plain, whole, and without paths of this machine', async (context) => {
  const { receiver, port } = await startReceiver(context)
  await exchange(context, port, request(body(field('a', '1'), file('f', 'x', 'data'))))
  const upload = await receiver.next()
  const json = JSON.parse(JSON.stringify(upload))
  assert.deepEqual(json.fields, [{ name: 'a', value: '1' }])
  assert.equal(json.files[0].sha256, upload.files[0].sha256)
  assert.equal('file' in json.files[0], false)
  assert.equal(json.bytesPerSecond, upload.bytesPerSecond)
  assert.equal(json.remoteAddress, '127.0.0.1')
  assert.equal(json.httpVersion, '1.1')
  assert.deepEqual(json.rawHeaders[0], ['Host', '127.0.0.1'])
  assert.equal(JSON.stringify(upload).includes(receiver.directory), false)
})

test('receiver: a listener that throws does not harm the upload, and its error is not lost', async () => {
  const { stdout, stderr, code } = await runNode([
    '--input-type=commonjs',
    '-e',
    `const { createReceiver } = require('./lib/receiver/index.js')
     process.on('uncaughtException', (error) => console.log('uncaught', error.message))
     const receiver = createReceiver()
     receiver.once('start', () => { throw new Error('in the listener') })
     receiver.listen().then(async ({ url }) => {
       const response = await fetch(url, { method: 'POST', body: new FormData() })
       console.log(response.status, (await receiver.next()).state)
       await receiver.close()
     })`,
  ])
  assert.equal(stderr, '')
  assert.equal(stdout, 'uncaught in the listener\n200 complete\n')
  assert.equal(code, 0)
})

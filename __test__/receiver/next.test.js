'use strict'

const assert = require('node:assert/strict')
const { once } = require('node:events')
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

  const path = async (
    /** @type {Parameters<typeof receiver.next>[0]} */ match,
    /** @type {Parameters<typeof receiver.next>[1]} */ options = {},
  ) => (await receiver.next(match, options)).path
  assert.equal(await path({}, { state: 'failed' }), '/d')
  assert.equal(await path({ method: 'patch' }), '/e')
  assert.equal(await path({ filename: '*.txt', type: 'text/*' }), '/c')
  assert.equal(await path((upload) => upload.fields[0]?.name === 'two'), '/b')
  assert.equal(await path({ path: '/a', field: { one: '1' }, header: { host: true } }), '/a')
  await assert.rejects(receiver.next({}, { state: 'any', timeout: 0 }), { code: 'ERR_NO_UPLOAD' })
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

test('receiver: next() says what is wrong with what it is given', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const next = (/** @type {any[]} */ ...given) => receiver.next(...given)
  for (const [given, message] of /** @type {Array<[any[], RegExp]>} */ ([
    [
      [{ fileName: 'x' }],
      /^TypeError: next: match\.fileName is unknown \(did you mean "filename"\?\); the members/,
    ],
    [
      [{ path: /x/ }],
      /^TypeError: next: match\.path should be a text that is not empty instead of an object$/,
    ],
    [['x'], /^TypeError: next: the match should be an object instead of "x"$/],
    [[{ state: 'failed' }], /^TypeError: next: match\.state is unknown/],
    [
      [{}, { state: 'done' }],
      /^TypeError: next: state should be "complete", "failed" or "any" instead of "done"/,
    ],
    [
      [{}, { timeout: -1 }],
      /^TypeError: next: timeout should be a whole number of milliseconds, 0 to 2147483647, .* -1/,
    ],
    [[{}, { timeot: 1 }], /^TypeError: next: timeot is unknown \(did you mean "timeout"\?\)/],
  ])) {
    await assert.rejects(next(...given), message)
  }
  await assert.rejects(
    receiver.waitFor(0),
    /^TypeError: waitFor: the number of uploads should be .* instead of 0$/,
  )
  await assert.rejects(
    receiver.expectNone(-1),
    /^TypeError: expectNone: the time should be a whole number of mill/,
  )
  const throwing = receiver.next(() => {
    throw new Error('in the match')
  })
  const other = receiver.next()
  await Promise.all([
    assert.rejects(throwing, /in the match/),
    exchange(context, port, request(body(field('n', '1')))),
  ])
  assert.equal((await other).state, 'complete')
})

test('receiver: next() that fails says that nothing has arrived', async (context) => {
  const { receiver } = await startReceiver(context)
  await assert.rejects(receiver.next({}, { timeout: 1 }), {
    code: 'ERR_NO_UPLOAD',
    message: 'next: no upload ended whole within 1 ms.\nNothing has arrived.',
  })
})

test('receiver: next() that fails shows what arrived as a diff, the nearest miss first', async (context) => {
  const { receiver, port } = await startReceiver(context)
  await exchange(context, port, request(Buffer.from('broken'), { target: '/other' }))
  await exchange(
    context,
    port,
    request(body(field('kind', 'a'), file('f', 'me.jpg', 'x')), { target: '/avatar' }),
  )
  const ended = once(receiver, 'start')
  const open = connect(context, port)
  open.send(request(body(), { target: '/slow', headers: { 'Content-Length': '1000' } }).subarray(0, -1))
  await ended
  const waiting = receiver.next(
    { path: '/avatar', filename: '*.png', header: { 'X-Token': true }, field: { kind: 'b', other: false } },
    { timeout: 1 },
  )
  await assert.rejects(waiting, (/** @type {any} */ error) => {
    assert.equal(error.uploads.length, 3)
    const lines = error.message.split('\n')
    assert.match(lines[0], /^next: no upload like \{"path":"\/avatar",.*\} ended whole within 1 ms\.$/)
    assert.deepEqual(lines.slice(1, 9), [
      'What arrived, the closest first (- wanted, + arrived):',
      'POST /avatar, complete',
      '  - header["x-token"]: anything',
      '  + header["x-token"]: none',
      '  - field.kind: "b"',
      '  + field.kind: "a"',
      '  - filename: "*.png"',
      '  + filename: "me.jpg"',
    ])
    assert.match(error.message, /^POST \/other, failed \(malformed: The body .*\)$/m)
    assert.match(error.message, /^ {2}- state: "complete"\n {2}\+ state: "failed"$/m)
    assert.match(error.message, /^POST \/slow, still coming in \(\d+ of 1000 bytes\)$/m)
    return true
  })
})

test('receiver: next() that fails shows the path as it is matched, percent-decoded', async (context) => {
  const { receiver, port } = await startReceiver(context)
  await exchange(context, port, request(body(field('n', '1')), { target: '/%E7%9B%B8' }))
  await assert.rejects(receiver.next({ path: '/%E7%9B%B8' }, { timeout: 0 }), {
    message: /^ {2}- path: "\/%E7%9B%B8"\n {2}\+ path: "\/相"$/m,
  })
  await receiver.next({ path: '/相' })
})

test('receiver: next() that fails says what was handed out before, and what a function refused', async (context) => {
  const { receiver, port } = await startReceiver(context)
  await exchange(context, port, request(body(field('n', '1'))))
  function isTwo() {
    return false
  }
  await assert.rejects(receiver.next(isTwo, { timeout: 0 }), {
    message:
      /^next: no upload that the function isTwo takes ended whole within 0 ms\.\n.*\nPOST \/upload, complete\n {2}- match: true/,
  })
  await receiver.next()
  await assert.rejects(receiver.next({}, { timeout: 0 }), {
    message: /\n {2}- handed out: not yet\n {2}\+ handed out: by an earlier call$/,
  })
})

test('receiver: next() gives failed and aborted uploads to who asks for any', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const aborted = receiver.next({}, { state: 'any' })
  const begun = once(receiver, 'start')
  const connection = connect(context, port)
  connection.send(request(body(), { headers: { 'Content-Length': '1000' } }))
  await begun
  connection.destroy()
  assert.equal((await aborted).error?.code, 'aborted')
  const refused = receiver.next({}, { state: 'failed' })
  await exchange(context, port, request(Buffer.from('broken')))
  assert.equal((await refused).error?.status, 400)
})

test('receiver: waitFor() gives so many, or says how many came', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const send = (/** @type {string} */ value) => exchange(context, port, request(body(field('n', value))))
  await send('1')
  const both = receiver.waitFor(2)
  await send('2')
  assert.deepEqual(
    (await both).map(({ fields }) => fields[0].value),
    ['1', '2'],
  )
  await send('3')
  await assert.rejects(receiver.waitFor(2, { path: '/upload' }, { timeout: 1 }), {
    message: /^waitFor: 1 of 2 uploads like \{"path":"\/upload"\} ended whole within 1 ms\./,
  })
  // What came is there for the next call.
  assert.equal((await receiver.next()).fields[0].value, '3')
})

test('receiver: expectNone() is for tests in which nothing is to be uploaded', async (context) => {
  const { receiver, port } = await startReceiver(context)
  await receiver.expectNone(1)
  await Promise.all([
    assert.rejects(receiver.expectNone(60_000), {
      message: /^expectNone: there is an upload\.\n.*\nPOST \/upload, still coming in/,
    }),
    exchange(context, port, request(body(field('n', '1')))),
  ])
  await assert.rejects(receiver.expectNone(), /POST \/upload, complete/)
  await receiver.next()
  await receiver.expectNone()
})

test('receiver: reset() makes it as new for the next test', async (context) => {
  const { receiver, port } = await startReceiver(context, {
    rules: [{ id: 'once', times: 1, respond: { status: 503 } }],
  })
  const send = async () => (await exchange(context, port, request(body(field('n', '1'))))).status
  assert.deepEqual([await send(), await send()], [503, 200])
  receiver.rules.add({ respond: { status: 500 } })
  const begun = once(receiver, 'start')
  const open = connect(context, port)
  open.send(request(body(), { headers: { 'Content-Length': '1000' } }))
  await begun
  await receiver.waitFor(2)
  const waiting = assert.rejects(receiver.next(), /^Error: next: the receiver was reset$/)
  await receiver.reset()
  await waiting
  assert.deepEqual(receiver.uploads, [])
  await receiver.expectNone()
  assert.deepEqual(
    receiver.rules.list().map(({ id }) => id),
    ['once'],
  )
  assert.deepEqual([await send(), await send()], [503, 200])
})

test('receiver: the bytes of a file', async (context) => {
  const { receiver, port } = await startReceiver(context)
  await exchange(
    context,
    port,
    request(body(field('a', '1'), file('f', 'a.json', '{"a":"上"}'), file('f', 'b', 'b'))),
  )
  const [one, other] = (await receiver.next()).files
  assert.deepEqual(await one.bytes(), Buffer.from('{"a":"上"}'))
  assert.equal(await one.text(), '{"a":"上"}')
  assert.deepEqual(await one.json(), { a: '上' })
  assert.deepEqual(Buffer.concat(await other.stream().toArray()), Buffer.from('b'))
  assert.deepEqual([one.part, other.part], [1, 2])
  await exchange(context, port, request(body(file('f', 'a', 'x')).subarray(0, -8)))
  const [failed] = (await receiver.next({}, { state: 'failed' })).files
  const message = 'The file "a" cannot be read: its upload failed, and its bytes are gone.'
  await assert.rejects(failed.text(), { message })
  assert.throws(() => failed.stream(), { message })
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
  for (const event of /** @type {const} */ (['start', 'head', 'end', 'answer', 'unanswered'])) {
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

test('receiver: an upload without an answer is told of, whoever has closed its connection', async (context) => {
  const rules = [
    { match: { path: '/late' }, delay: 60_000 },
    { match: { path: '/drop' }, fault: { drop: 5 } },
  ]
  const { receiver, port } = await startReceiver(context, { rules })
  /** @type {string[]} */
  const answered = []
  receiver.on('answer', ({ path }) => answered.push(path))
  const upload = body(file('f', 'x', 'data'))
  for (const [target, content, state] of /** @type {Array<[string, Buffer, string]>} */ ([
    ['/late', upload, 'complete'],
    ['/drop', upload, 'failed'],
    ['/cut', upload.subarray(0, -10), 'failed'],
    ['/late', upload, 'complete'],
  ])) {
    const ended = new Promise((resolve) => receiver.once('end', resolve))
    const told = /** @type {Promise<Upload>} */ (
      new Promise((resolve) => receiver.once('unanswered', resolve))
    )
    const connection = connect(context, port)
    connection.send(request(content, { target, headers: { 'Content-Length': String(upload.length) } }))
    if (target === '/cut') await new Promise((resolve) => receiver.once('head', resolve))
    else await ended
    // The last one by the receiver.
    if (receiver.uploads.length === 4) await receiver.close()
    else connection.destroy()
    const { path, state: found, response } = await told
    assert.deepEqual([path, found, response], [target, state, undefined])
  }
  assert.deepEqual(answered, [])
})

test('receiver: progress is told at most once in 100 ms', async (context) => {
  const { receiver, port } = await startReceiver(context)
  /** @type {number[]} */
  const times = []
  receiver.on('progress', () => times.push(performance.now()))
  const bytes = request(body(file('f', 'x', Buffer.alloc(8_000_000))))
  await exchange(context, port, bytes)
  assert.ok(times.length > 0)
  const gaps = times.slice(1).map((time, index) => time - times[index])
  assert.ok(
    // The clock is read before the event is told of.
    gaps.every((gap) => gap >= 99),
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

'use strict'
// Each kind of rule by what a client sees of it: our own client and curl.

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const { once } = require('node:events')
const net = require('node:net')
const { test } = require('node:test')
const { outcome } = require('../support/calls')
const { curl, WITHOUT_CURL } = require('../support/curl')
const { sparseFile, temporaryFile } = require('../support/files')
const { CLIENTS, FAILED, ourClient, startReceiver } = require('./rules-clients.js')

for (const [name, client, skip] of CLIENTS) {
  const check = (
    /** @type {string} */ title,
    /** @type {(context: import('node:test').TestContext) => Promise<void>} */ run,
  ) => test(`rules: ${title}, by ${name}`, { skip }, run)

  check('without a rule that matches, the default answer', async (context) => {
    const { receiver, origin } = await startReceiver(context, [
      { match: { path: '/other' }, respond: { status: 500 } },
    ])
    const { status, body } = await client(context, origin)
    assert.equal(status, 200)
    assert.equal(JSON.parse(body).files[0].filename, 'hello.txt')
    assert.equal((await receiver.next()).response.rule, undefined)
  })

  check('an early 413, of whose body nothing is read', async (context) => {
    const { receiver, origin } = await startReceiver(context, [
      {
        id: 'limit',
        early: true,
        respond: { status: 413, headers: { 'X-Limit': '1 MB' }, body: 'too large' },
      },
    ])
    const { status, body, headers } = await client(context, origin, {
      file: sparseFile(context, 16 * 1024 * 1024),
    })
    assert.deepEqual([status, body, headers['x-limit']], [413, 'too large', '1 MB'])
    const upload = await receiver.next({}, FAILED)
    assert.equal(upload.receivedBytes, 0)
    assert.equal(upload.error.code, 'not_read')
    assert.equal(upload.response.status, 413)
    assert.equal(upload.response.rule, 'limit')
  })

  check('a 413 after the whole body', async (context) => {
    const { receiver, origin } = await startReceiver(context, [{ respond: { status: 413 } }])
    const { status, body } = await client(context, origin, { file: sparseFile(context, 1024 * 1024) })
    assert.equal(status, 413)
    assert.equal(JSON.parse(body).error.code, 'rule')
    assert.equal((await receiver.next()).files[0].size, 1024 * 1024)
  })

  check('a delay before the answer', async (context) => {
    const { receiver, origin } = await startReceiver(context, [{ delay: 300 }])
    const ended = once(receiver, 'end').then(() => performance.now())
    const { status, body } = await client(context, origin)
    const answered = performance.now()
    assert.equal(status, 200)
    assert.equal(JSON.parse(body).files.length, 1)
    assert.ok(answered - (await ended) >= 290, `${answered - (await ended)} ms`)
  })

  check('a delay between the answer’s head and its body', async (context) => {
    const { origin } = await startReceiver(context, [{ bodyDelay: 700, respond: { body: 'late' } }])
    const { status, body, seconds } = await client(context, origin)
    assert.deepEqual([status, body], [200, 'late'])
    assert.ok(seconds >= 0.35, `${seconds} s`)
  })

  check('a body that is read slowly', async (context) => {
    const { receiver, origin } = await startReceiver(context, [
      { throttle: 50_000, respond: { status: 201 } },
    ])
    const { status } = await client(context, origin, { file: sparseFile(context, 25_000) })
    assert.equal(status, 201)
    const { startedAt, endedAt, files, bytesPerSecond } = await receiver.next()
    assert.equal(files[0].size, 25_000)
    assert.ok(endedAt - startedAt >= 490, `${endedAt - startedAt} ms`)
    assert.ok(bytesPerSecond <= 51_500, `${bytesPerSecond} bytes per second`)
  })

  for (const [member, code] of [
    ['drop', 'dropped'],
    ['reset', 'reset'],
  ]) {
    for (const bytes of [0, 100, 500_000]) {
      check(`${member} after ${bytes} bytes`, async (context) => {
        const { receiver, origin } = await startReceiver(context, [{ fault: { [member]: bytes } }])
        const { status, body } = await client(context, origin, { file: sparseFile(context, 4 * 1024 * 1024) })
        assert.deepEqual([status, body], [undefined, ''])
        const upload = await receiver.next({}, FAILED)
        assert.equal(upload.receivedBytes, bytes)
        assert.equal(upload.error.code, code)
        assert.equal(upload.response, undefined)
        assert.ok(upload.files.every((/** @type {any} */ file) => file.state === 'failed'))
        receiver.rules.clear()
        assert.equal((await client(context, origin)).status, 200)
      })
    }

    check(`${member} at the end of a body that is shorter`, async (context) => {
      const { receiver, origin } = await startReceiver(context, [{ fault: { [member]: 1_000_000 } }])
      const { status } = await client(context, origin)
      assert.equal(status, undefined)
      const upload = await receiver.next({}, { state: 'any' })
      assert.equal(upload.receivedBytes, upload.contentLength)
      assert.equal(upload.response, undefined)
    })
  }

  check('drop after a slow body', async (context) => {
    const { receiver, origin } = await startReceiver(context, [{ fault: { drop: 10_000 }, throttle: 40_000 }])
    const { status } = await client(context, origin, { file: sparseFile(context, 4 * 1024 * 1024) })
    assert.equal(status, undefined)
    const { startedAt, endedAt, receivedBytes } = await receiver.next({}, FAILED)
    assert.equal(receivedBytes, 10_000)
    assert.ok(endedAt - startedAt >= 240, `${endedAt - startedAt} ms`)
  })

  for (const early of [true, false]) {
    check(
      `a 307 to another path, ${early ? 'early' : 'after the body'}: the body arrives there`,
      async (context) => {
        const { receiver, origin } = await startReceiver(context, [
          { match: { path: '/upload' }, early, redirect: { location: '/stored?from={{ path }}' } },
        ])
        const content = Buffer.from('moved along')
        const { status, body } = await client(context, origin, {
          file: temporaryFile(context, 'a.txt', content),
          fields: { user: 'amy' },
        })
        assert.equal(status, 200)
        const sha256 = createHash('sha256').update(content).digest('hex')
        assert.equal(JSON.parse(body).files[0].sha256, sha256)
        const upload = await receiver.next({ path: '/stored' })
        assert.equal(upload.url, '/stored?from=/upload')
        assert.equal(upload.files[0].sha256, sha256)
        assert.equal(receiver.uploads.length, 2)
        assert.equal(receiver.uploads[0].state, early ? 'failed' : 'complete')
      },
    )
  }

  check('a 303 to another path: a GET asks there', async (context) => {
    if (client === ourClient) {
      context.mock.method(process, 'emitWarning', () => {})
    }
    const { receiver, origin } = await startReceiver(context, [
      { redirect: { status: 303, location: '/done' } },
    ])
    const { status, body } = await client(context, origin)
    assert.equal(status, 404)
    assert.equal(JSON.parse(body).error.code, 'not_found')
    assert.equal(receiver.uploads.length, 1)
    assert.equal(receiver.uploads[0].response.status, 303)
  })

  check('a compressed answer', async (context) => {
    const { receiver, origin } = await startReceiver(context, [
      { respond: { body: 'long '.repeat(1000), gzip: true } },
    ])
    const { status, body } = await client(context, origin)
    assert.deepEqual([status, body], [200, 'long '.repeat(1000)])
    const { headers } = (await receiver.next()).response
    assert.equal(headers['content-encoding'], 'gzip')
    assert.ok(headers['content-length'] < 200)
  })

  check('an answer with what the upload had', async (context) => {
    const { receiver, origin } = await startReceiver(context, [
      {
        respond: {
          status: 201,
          headers: { Location: '/files/{{ files.0.sha256 }}', 'X-Query': '{{ query.q }}' },
          body: {
            ok: true,
            id: '{{ id }}',
            note: '{{ fields.note }}',
            file: {
              name: '{{ files.0.filename }}',
              size: '{{ files.0.size }}', // alone, a number,
              sha256: '{{ files.0.sha256 }}',
            },
            token: '{{ header.x-token }}',
          },
        },
      },
    ])
    const note = 'she said "no"\r\nand left \\ 上'
    const { status, body, headers } = await client(context, origin, {
      url: '/upload?q=1%202',
      file: temporaryFile(context, '说明.txt', 'abc'),
      fields: { note },
      headers: { 'X-Token': 't0ken' },
    })
    const upload = await receiver.next()
    const sha256 = createHash('sha256').update('abc').digest('hex')
    assert.equal(status, 201)
    assert.equal(headers.location, `/files/${sha256}`)
    assert.equal(headers['x-query'], '1 2')
    assert.deepEqual(JSON.parse(body), {
      ok: true,
      id: upload.id,
      note,
      file: { name: '说明.txt', size: 3, sha256 },
      token: 't0ken',
    })
  })

  check('the first two fail, the third succeeds', async (context) => {
    const { receiver, origin } = await startReceiver(context, [
      { id: 'flaky', nth: [1, 2], respond: { status: 503, headers: { 'Retry-After': 0 } } },
    ])
    const statuses = []
    for (let turn = 0; turn < 4; turn += 1) statuses.push((await client(context, origin)).status)
    assert.deepEqual(statuses, [503, 503, 200, 200])
    receiver.rules.set(receiver.rules.list())
    assert.equal((await client(context, origin)).status, 503)
  })

  check('match by path, header, field, file name and type', async (context) => {
    const { origin } = await startReceiver(context, [
      { match: { method: 'PUT' }, respond: { body: 'method' } },
      { match: { path: '/api/**' }, respond: { body: 'path' } },
      { match: { header: { authorization: 'Bearer *' } }, respond: { body: 'header' } },
      { match: { field: { kind: 'avatar' } }, respond: { body: 'field' } },
      { match: { filename: '*.{jpg,jpeg}' }, respond: { body: 'filename' } },
      { match: { type: 'image/*' }, respond: { body: 'type' } },
      { respond: { body: 'rest' } },
    ])
    const png = temporaryFile(context, 'a.png')
    const bodies = []
    for (const sent of [
      { url: '/api/v1/upload?x' },
      { headers: { Authorization: 'Bearer abc' }, file: png },
      { fields: { kind: 'avatar' }, file: png },
      { file: temporaryFile(context, 'a.jpg') },
      { file: png, fields: { kind: 'photo' }, headers: { Authorization: 'Basic abc' } },
      {},
    ]) {
      bodies.push((await client(context, origin, sent)).body)
    }
    assert.deepEqual(bodies, ['path', 'header', 'field', 'filename', 'type', 'rest'])
  })
}

test('rules: all four dialects get what the rules say', async (context) => {
  const { createRuntime } = /** @type {any} */ (require('uploadtask'))
  const runtime = createRuntime({ networkTimeout: { uploadFile: 30_000 } })
  const { origin } = await startReceiver(context, [
    { match: { path: '/early' }, early: true, respond: { status: 413, body: 'too large' } },
    { match: { path: '/cut' }, fault: { reset: 10 } },
    { match: { path: '/moved' }, redirect: { location: '/named' } },
    { match: { path: '/named' }, respond: { status: 202, body: { name: '{{ fields.user }}' }, gzip: true } },
  ])
  for (const dialect of ['vela', 'quickapp', 'wx', 'taro', 'alipay']) {
    const send = async (/** @type {string} */ url) => {
      const { name, values } = await outcome(runtime[dialect].uploadFile, {
        url: `${origin}${url}`,
        filePath: sparseFile(context, 2 * 1024 * 1024),
        name: 'file',
        formData: { user: dialect },
      })
      const [result] = values
      return name === 'fail' ? name : [result.statusCode ?? result.code, result.data]
    }
    assert.deepEqual(await send('/early'), [413, 'too large'], dialect)
    assert.equal(await send('/cut'), 'fail', dialect)
    assert.deepEqual(await send('/moved'), [202, JSON.stringify({ name: dialect })], dialect)
  }
})

test('rules: an early answer closes the connection, whatever its headers say', async (context) => {
  const { receiver, origin } = await startReceiver(context, [
    { early: true, respond: { status: 413, headers: { connection: 'keep-alive' } } },
  ])
  const { status } = await ourClient(context, origin, { file: sparseFile(context, 4 * 1024 * 1024) })
  assert.equal(status, 413)
  assert.equal((await receiver.next({}, FAILED)).response.headers.connection, 'close')
})

test('rules: match by method, by curl', { skip: WITHOUT_CURL }, async (context) => {
  const { origin } = await startReceiver(context, [{ match: { method: 'put' }, respond: { status: 405 } }])
  const form = ['-F', 'a=1', `${origin}/upload`]
  assert.equal((await curl(context, ['-X', 'PUT', ...form])).status, 405)
  assert.equal((await curl(context, form)).status, 200)
})

test('rules: a body that curl announces with Expect is not asked for by an early answer', {
  skip: WITHOUT_CURL,
}, async (context) => {
  const { receiver, origin } = await startReceiver(context, [{ early: true, respond: { status: 413 } }])
  const file = sparseFile(context, 4 * 1024 * 1024)
  const { status, heads } = await curl(context, [
    '-H',
    'Expect: 100-continue',
    '-F',
    `file=@${file}`,
    `${origin}/upload`,
  ])
  assert.equal(status, 413)
  assert.doesNotMatch(heads, /100 Continue/)
  assert.equal((await receiver.next({}, FAILED)).receivedBytes, 0)
})

for (const [member, bytes, outcomes] of /** @type {Array<[string, number, string[]]>} */ ([
  ['drop', 40, ['end']],
  ['drop', 0, ['end']],
  ['reset', 40, ['ECONNRESET']],
  ['reset', 0, ['ECONNRESET']],
])) {
  test(`rules: on the wire ${member} after ${bytes} bytes is ${outcomes}`, async (context) => {
    const { receiver, origin } = await startReceiver(context, [{ fault: { [member]: bytes } }])
    const socket = net.connect(Number(new URL(origin).port), '127.0.0.1')
    /** @type {string[]} */
    const seen = []
    socket.on('data', () => seen.push('data'))
    socket.on('end', () => seen.push('end'))
    socket.on('error', (/** @type {NodeJS.ErrnoException} */ error) => seen.push(String(error.code)))
    const part = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n'.slice(0, bytes)
    const type = 'Content-Type: multipart/form-data; boundary=b'
    socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\n${type}\r\nContent-Length: 5000\r\n\r\n${part}`)
    await new Promise((resolve) => socket.on('close', resolve))
    assert.deepEqual(seen, outcomes)
    assert.equal((await receiver.next({}, FAILED)).receivedBytes, bytes)
  })
}

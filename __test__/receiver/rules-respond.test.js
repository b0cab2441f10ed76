'use strict'

const assert = require('node:assert/strict')
const { once } = require('node:events')
const http = require('node:http')
const { test } = require('node:test')
const timers = require('node:timers/promises')
const zlib = require('node:zlib')
const { checkRules, respond } = require('../../lib/receiver/rules/index.js')
const { listen } = require('../support/listen')

/** @type {any} */
const UPLOAD = {
  id: 'f00d',
  method: 'POST',
  url: '/upload?token=a%20b&token=c',
  path: '/upload',
  headers: { 'x-token': 'secret', 'set-cookie': ['a', 'b'] },
  fields: [
    { name: 'user', value: 'amy' },
    { name: 'user', value: 'bob' },
    { name: 'a.b', value: 'dotted' },
  ],
  files: [{ field: 'photo', filename: 'me.jpg', contentType: 'image/jpeg', size: 3, sha256: 'abc' }],
}

/** What the book makes of one rule. */
function endingOf(/** @type {any} */ rule) {
  return { rule, delay: rule.delay, bodyDelay: rule.bodyDelay }
}

/** An upload with this value in the field `note`. */
function withNote(/** @type {string} */ value) {
  return { ...UPLOAD, fields: [{ name: 'note', value }] }
}

/**
 * A server whose requests are given to `answer`, and a request to it.
 *
 * @param {import('node:test').TestContext} context
 * @param {(response: http.ServerResponse) => unknown} answer
 */
async function ask(context, answer) {
  const server = http.createServer((_request, response) => answer(response))
  const { port } = await listen(context, server, () => server.closeAllConnections())
  return http.get({ port, host: '127.0.0.1', agent: false })
}

/**
 * What a client gets from a rule.
 *
 * @param {import('node:test').TestContext} context
 * @param {object} rule
 * @param {typeof UPLOAD} [upload]
 */
async function answerOf(context, rule, upload = UPLOAD) {
  const [checked] = checkRules([rule])
  const request = await ask(context, (response) => {
    response.setHeader('X-Before', 'kept')
    return respond(response, endingOf(checked), upload, undefined, () => ({ default: true }))
  })
  const [response] = await once(request, 'response')
  const bytes = Buffer.concat(await response.toArray())
  assert.equal(response.headers['x-before'], 'kept')
  return { status: response.statusCode, headers: response.headers, bytes, text: bytes.toString() }
}

test('rules: the default of an answer', async (context) => {
  const { status, headers, text } = await answerOf(context, {})
  assert.equal(status, 200)
  assert.equal(headers['content-type'], 'application/json')
  assert.equal(headers['content-length'], '16')
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.equal(text, '{"default":true}')
})

test('rules: an error status without a body says which rule it is', async (context) => {
  const { status, headers, text } = await answerOf(context, { name: 'Too big', respond: { status: 413 } })
  assert.equal(status, 413)
  assert.equal(headers['content-type'], 'application/json')
  assert.deepEqual(JSON.parse(text), {
    error: { code: 'rule', message: `the rule "Too big" answers 413 ${http.STATUS_CODES[413]}` },
  })
})

for (const status of [204, 205, 304]) {
  test(`rules: ${status} has no body`, async (context) => {
    const answer = await answerOf(context, { respond: { status, gzip: true } })
    assert.equal(answer.status, status)
    assert.equal(answer.text, '')
    assert.equal(answer.headers['content-encoding'], undefined)
  })
}

test('rules: a text is sent as plain text, anything else as JSON', async (context) => {
  const text = await answerOf(context, { respond: { body: 'Grüße 上传' } })
  assert.equal(text.headers['content-type'], 'text/plain; charset=utf-8')
  assert.equal(text.text, 'Grüße 上传')
  for (const body of [{ ok: true, list: [1, null] }, [], 0, false, null]) {
    const json = await answerOf(context, { respond: { body } })
    assert.equal(json.headers['content-type'], 'application/json')
    assert.deepEqual(JSON.parse(json.text), body)
  }
  assert.equal((await answerOf(context, { respond: { body: '' } })).text, '')
})

test('rules: the answer’s own headers come first', async (context) => {
  const { headers } = await answerOf(context, {
    respond: {
      headers: { 'content-type': 'text/csv', 'Retry-After': 5, 'Set-Cookie': ['a=1', 'b=2'], 'X-Name': '上' },
      body: 'a,b',
    },
  })
  assert.equal(headers['content-type'], 'text/csv')
  assert.equal(headers['retry-after'], '5')
  assert.deepEqual(headers['set-cookie'], ['a=1', 'b=2'])
  assert.equal(Buffer.from(String(headers['x-name']), 'latin1').toString(), '上')
})

test('rules: gzip compresses the body, default or own', async (context) => {
  for (const [rule, expected] of /** @type {const} */ ([
    [{ respond: { gzip: true } }, '{"default":true}'],
    [{ respond: { gzip: true, body: 'a'.repeat(5000) } }, 'a'.repeat(5000)],
  ])) {
    const { headers, bytes } = await answerOf(context, rule)
    assert.equal(headers['content-encoding'], 'gzip')
    assert.equal(headers['content-length'], String(bytes.length))
    assert.equal(zlib.gunzipSync(bytes).toString(), expected)
  }
})

test('rules: a redirect is 307 unless it says otherwise, and has no body', async (context) => {
  const one = await answerOf(context, { redirect: { location: '/other?a=b#c' } })
  assert.deepEqual([one.status, one.headers.location, one.text], [307, '/other?a=b#c', ''])
  const other = await answerOf(context, { redirect: { status: 303, location: 'https://example.com/' } })
  assert.deepEqual([other.status, other.headers.location, other.text], [303, 'https://example.com/', ''])
  const own = await answerOf(context, { respond: { status: 302, headers: { location: '/上' } } })
  assert.deepEqual([own.status, own.headers.location, own.text], [302, '/%E4%B8%8A', ''])
})

test('rules: every template', async (context) => {
  const body = {
    method: '{{ method }}',
    path: '{{path}}',
    query: '{{ query.token }}|{{ query.none }}',
    header: '{{ header.X-Token }}|{{ header.none }}|{{ header.set-cookie }}|{{ header.constructor }}',
    fields: '{{ fields.user }}|{{ fields.none }}|{{ fields.a.b }}',
    file: '{{ files.0.field }} {{ files.0.filename }} {{ files.0.contentType }} {{ files.0.size }} {{ files.0.sha256 }}',
    none: '{{ files.1.size }}',
    id: ['{{ id }}'],
    '{{ id }}': '{ {{{ id }}} }}',
  }
  assert.deepEqual(JSON.parse((await answerOf(context, { respond: { body } })).text), {
    method: 'POST',
    path: '/upload',
    query: 'a b|',
    header: 'secret||a,b|',
    fields: 'amy||dotted',
    file: 'photo me.jpg image/jpeg 3 abc',
    none: '',
    id: ['f00d'],
    '{{ id }}': '{ {f00d} }}',
  })
})

test('rules: {{ now }} is the time of the answer in ISO 8601', async (context) => {
  context.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 0, 2, 3, 4, 5, 6) })
  const { text } = await answerOf(context, { respond: { body: '{{ now }}' } })
  assert.equal(text, '2026-01-02T03:04:05.006Z')
})

const HOSTILE = 'a "quoted" \\ line\r\nbreak \u2028 \0 {{ id }} </script>'

test('rules: a value stays a value in a JSON body', async (context) => {
  const upload = withNote(HOSTILE)
  const structure = await answerOf(context, { respond: { body: { note: '<{{ fields.note }}>' } } }, upload)
  assert.deepEqual(JSON.parse(structure.text), { note: `<${HOSTILE}>` })
  for (const type of ['application/json', 'application/problem+json; charset=utf-8', 'Text/JSON']) {
    const answer = { headers: { 'Content-Type': type }, body: '{ "note": "{{ fields.note }}", "n": 1 }' }
    const written = await answerOf(context, { respond: answer }, upload)
    assert.equal(written.headers['content-type'], type)
    assert.deepEqual(JSON.parse(written.text), { note: HOSTILE, n: 1 })
  }
})

test('rules: a number in a JSON text can be a number', async (context) => {
  const answer = { headers: { 'content-type': 'application/json' }, body: '{"size": {{ files.0.size }}}' }
  assert.deepEqual(JSON.parse((await answerOf(context, { respond: answer })).text), { size: 3 })
})

test('rules: a value cannot become markup', async (context) => {
  const upload = withNote('<img src=x onerror="alert(\'1\')">&')
  for (const type of [
    'text/html',
    'text/html; charset=utf-8',
    'application/xml',
    'image/svg+xml',
    'application/xhtml+xml',
  ]) {
    const answer = { headers: { 'Content-Type': type }, body: '<p>{{ fields.note }}</p>' }
    const { text } = await answerOf(context, { respond: answer }, upload)
    assert.equal(text, '<p>&#60;img src=x onerror=&#34;alert(&#39;1&#39;)&#34;&#62;&#38;</p>')
  }
})

test('rules: a value is as it is in other texts', async (context) => {
  assert.equal(
    (await answerOf(context, { respond: { body: '{{ fields.note }}' } }, withNote(HOSTILE))).text,
    HOSTILE,
  )
})

test('rules: a value with a line break is refused in a header, and nothing else of the answer is sent', async (context) => {
  for (const value of ['a\r\nSet-Cookie: evil=1', 'a\nb', 'a\0']) {
    const answer = { status: 201, headers: { 'X-Ok': 'yes', 'X-Note': '<{{ fields.note }}>' }, body: 'fine' }
    const { status, headers, text } = await answerOf(
      context,
      { id: 'copy', respond: answer },
      withNote(value),
    )
    assert.equal(status, 500)
    assert.equal(headers['set-cookie'], undefined)
    assert.equal(headers['x-ok'], undefined)
    assert.deepEqual(JSON.parse(text), {
      error: {
        code: 'rule',
        message:
          'the rule "copy" cannot answer: this upload would put a line break or a control character ' +
          'into the header X-Note: <{{ fields.note }}>',
      },
    })
  }
})

test('rules: a value in a header is sent as UTF-8', async (context) => {
  for (const status of [200, 204]) {
    const answer = { status, headers: { 'X-Note': '{{ fields.note }}' } }
    const { headers } = await answerOf(context, { respond: answer }, withNote('说明'))
    assert.equal(Buffer.from(String(headers['x-note']), 'latin1').toString(), '说明')
  }
  const slow = { bodyDelay: 1, respond: { headers: { 'X-Note': '{{ fields.note }}' } } }
  const { headers } = await answerOf(context, slow, withNote('说明'))
  assert.equal(Buffer.from(String(headers['x-note']), 'latin1').toString(), '说明')
})

test('rules: a value in a location is percent-encoded where a URL cannot have it', async (context) => {
  const rule = { redirect: { location: '/v2{{ path }}?note={{ fields.note }}' } }
  const { status, headers } = await answerOf(context, rule, withNote('a b\r\nX: "é"%41\ud800'))
  assert.equal(status, 307)
  assert.equal(headers.location, '/v2/upload?note=a%20b%0D%0AX:%20%22%C3%A9%22%41%EF%BF%BD')
})

/** Lets everything run that waits for no timer. */
async function settle() {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

/** A request, and its response that waits to be answered. */
function opened(/** @type {import('node:test').TestContext} */ context) {
  return new Promise(
    (
      /** @type {(both: { request: http.ClientRequest, response: http.ServerResponse }) => void} */ resolve,
    ) => {
      const asked = ask(context, async (response) => {
        const request = await asked
        request.on('error', () => {})
        resolve({ request, response })
      })
    },
  )
}

/** A response that a rule is about to answer, at a clock that the test moves. */
async function held(
  /** @type {import('node:test').TestContext} */ context,
  /** @type {object} */ rule,
  /** @type {AbortSignal | undefined} */ signal = undefined,
) {
  const [checked] = checkRules([rule])
  const { request, response } = await opened(context)
  context.mock.timers.enable({ apis: ['setTimeout'] })
  // The receiver's own clock is not the one that a test of its user mocks.
  const responded = respond(response, endingOf(checked), UPLOAD, signal, () => ({}), timers.setTimeout)
  return { request, response, responded }
}

test('rules: delay is the time before the answer’s head', async (context) => {
  const { request, response, responded } = await held(context, { delay: 60_000, respond: { status: 202 } })
  await settle()
  context.mock.timers.tick(59_999)
  await settle()
  assert.equal(response.headersSent, false)
  context.mock.timers.tick(1)
  const [answer] = await once(request, 'response')
  assert.equal(answer.statusCode, 202)
  await responded
})

test('rules: bodyDelay is the time between the answer’s head and its body', async (context) => {
  const { request, response, responded } = await held(context, {
    bodyDelay: 60_000,
    respond: { body: 'late' },
  })
  const [answer] = await once(request, 'response')
  assert.equal(answer.headers['content-length'], '4')
  context.mock.timers.tick(59_999)
  await settle()
  assert.equal(response.writableEnded, false)
  context.mock.timers.tick(1)
  assert.deepEqual(await answer.toArray(), [Buffer.from('late')])
  await responded
})

for (const time of ['delay', 'bodyDelay']) {
  test(`rules: a client that goes away ends the ${time}`, async (context) => {
    const { request, response, responded } = await held(context, { [time]: 60_000 })
    if (time === 'bodyDelay') await once(request, 'response')
    request.destroy()
    await responded
    assert.equal(response.headersSent, time === 'bodyDelay')
    assert.equal(response.writableEnded, false)
  })

  test(`rules: the signal ends the ${time} and leaves the response as it is`, async (context) => {
    const controller = new AbortController()
    const { request, response, responded } = await held(context, { [time]: 60_000 }, controller.signal)
    if (time === 'bodyDelay') await once(request, 'response')
    controller.abort()
    await responded
    assert.equal(response.headersSent, time === 'bodyDelay')
    assert.equal(response.writableEnded, false)
    assert.equal(response.destroyed, false)
  })
}

test('rules: nothing is sent when the connection has closed before', async (context) => {
  const { request, response } = await opened(context)
  request.destroy()
  await once(response, 'close')
  await respond(response, { delay: 60_000 }, UPLOAD, undefined, () => ({}))
  assert.equal(response.headersSent, false)
})

'use strict'
// Rules with functions, as a client sees them.

const assert = require('node:assert/strict')
const { once } = require('node:events')
const { test } = require('node:test')
const { temporaryFile } = require('../support/files')
const { ourClient, startReceiver } = require('./rules-clients.js')

test('rules: a function answers with what the upload has', async (context) => {
  const { origin } = await startReceiver(context, [
    {
      id: 'odd',
      match: (/** @type {any} */ { files }) => files[0].size % 2 === 1,
      respond: async (/** @type {any} */ { files, fields }) => ({
        status: 201,
        headers: { 'X-Size': files[0].size, 'X-Note': '{{ id }}' },
        body: { size: files[0].size, note: fields[0].value },
      }),
    },
  ])
  const send = (/** @type {string} */ content) =>
    ourClient(context, origin, {
      file: temporaryFile(context, 'a.txt', content),
      fields: { note: '{{ files.0.size }}' },
    })
  assert.equal((await send('even')).status, 200)
  const { status, headers, body } = await send('odd')
  assert.deepEqual([status, headers['x-size'], headers['x-note']], [201, '3', '{{ id }}'])
  // A function's result is not a template: it may contain what a client has sent.
  assert.deepEqual(JSON.parse(body), { size: 3, note: '{{ files.0.size }}' })
})

test('rules: a function can answer with bytes, with gzip, with nothing', async (context) => {
  const { receiver, origin } = await startReceiver(context, [
    { match: { path: '/bytes' }, respond: () => ({ body: Buffer.from('bytes') }) },
    { match: { path: '/gzip' }, respond: () => ({ body: 'packed '.repeat(99), gzip: true }) },
    { match: { path: '/nothing' }, respond: () => undefined },
    {
      match: { path: '/early' },
      early: true,
      respond: (/** @type {any} */ { url }) => ({ status: 413, body: url }),
    },
  ])
  const bytes = await ourClient(context, origin, { url: '/bytes' })
  assert.deepEqual([bytes.headers['content-type'], bytes.body], ['application/octet-stream', 'bytes'])
  const packed = await ourClient(context, origin, { url: '/gzip' })
  assert.equal(packed.body, 'packed '.repeat(99))
  const nothing = await ourClient(context, origin, { url: '/nothing' })
  assert.equal(JSON.parse(nothing.body).files[0].filename, 'hello.txt')
  const early = await ourClient(context, origin, { url: '/early?a' })
  assert.deepEqual([early.status, early.body], [413, '/early?a'])
  assert.equal(receiver.uploads.at(-1).error.code, 'not_read')
})

for (const [what, rule, message] of /** @type {Array<[string, object, RegExp]>} */ ([
  [
    'an answer that throws',
    { id: 'mine', respond: () => Promise.reject(new Error('oh')) },
    /^the function `respond` of the rule "mine" failed: oh$/,
  ],
  [
    'an answer that is none',
    { respond: () => ({ status: 99 }) },
    /^the function `respond` of the rule "rule-1" failed: what it returned is not an answer: answer\.status should be an HTTP status/,
  ],
  [
    'a match that throws when the body is there',
    {
      match: () => {
        throw new Error('no')
      },
    },
    /^the function `match` of the rule "rule-1" failed: no\.$/,
  ],
  [
    'a match that throws at the head',
    {
      match: () => {
        throw new Error('no')
      },
      fault: { drop: 0 },
    },
    /^the function `match` of the rule "rule-1" failed: no\.$/,
  ],
])) {
  test(`rules: ${what} is a 500 that says so`, async (context) => {
    const { origin } = await startReceiver(context, [rule])
    const { status, body } = await ourClient(context, origin)
    assert.equal(status, 500)
    assert.match(JSON.parse(body).error.message, message)
  })
}

test('rules: a function that never answers does not keep the receiver from closing', async (context) => {
  const { receiver, origin } = await startReceiver(context, [{ respond: () => new Promise(() => {}) }])
  const ended = once(receiver, 'end')
  const got = ourClient(context, origin)
  await ended
  await receiver.close()
  assert.equal((await got).status, undefined)
})

test('rules: functions are listed as they are in code, and by name over HTTP', async (context) => {
  function isBig() {
    return true
  }
  const { receiver, inspector } = await startReceiver(context, [{ id: 'a', match: isBig, delay: 1 }])
  assert.equal(receiver.rules.list()[0].match, isBig)
  const api = `${inspector}api/rules`
  const listed = await (await fetch(api)).json()
  assert.deepEqual(listed, [{ id: 'a', match: { function: 'isBig' }, delay: 1 }])
  const put = await fetch(api, {
    method: 'PUT',
    body: await (await fetch(`${api}?as=text`)).text(),
    headers: { 'Content-Type': 'application/json' },
  })
  assert.equal(put.status, 400)
  assert.match(await put.text(), /a function can be given only in code/)
  assert.equal(receiver.rules.list()[0].match, isBig)
})

test('rules: an effect of one rule and the end of another', async (context) => {
  const { receiver, origin } = await startReceiver(context, [
    { id: 'exe', match: { filename: '*.exe' }, respond: { status: 415 } },
    { throttle: 1e9 },
    { match: { path: '/cut' }, fault: { drop: 5 } },
    { delay: 300 },
  ])
  const exe = await ourClient(context, origin, { file: temporaryFile(context, 'a.exe') })
  assert.equal(exe.status, 415)
  assert.equal(receiver.uploads[0].response.rule, 'exe')
  const cut = await ourClient(context, origin, { url: '/cut' })
  assert.equal(cut.status, undefined)
  assert.equal(receiver.uploads.at(-1).error.code, 'dropped')
})

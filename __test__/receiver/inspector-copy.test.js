'use strict'
// "Copy as …": the code that the page gives is run, and the receiver compares. curl has a file of its own.

const assert = require('node:assert/strict')
const { execFile } = require('node:child_process')
const { test } = require('node:test')
const { isDeepStrictEqual, promisify } = require('node:util')

const matchers = require('../../lib/matchers/index.js')
const { encode, startInspected } = require('../support/inspector.js')
const { importPage } = require('../support/page-module.js')
const { taro, vela, wx } = require('uploadtask')

const HOSTILE = `it's "quoted" \\ \${a} \`b\` {{ c }}\u202e西湖\u2028 -- // */`

/** Runs a module's text with these values as its imports and globals. */
function runModule(/** @type {string} */ code, /** @type {Record<string, unknown>} */ values) {
  const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor
  const body = code.replace(/^import .*\n+/gm, '')
  return new AsyncFunction(...Object.keys(values), body)(...Object.values(values))
}

/** What Jest gives a matcher, as far as these ask for it. */
const JEST = {
  equals: isDeepStrictEqual,
  utils: { matcherHint: String, printExpected: JSON.stringify, printReceived: JSON.stringify },
}

/** An `expect` of this package's matchers. */
function expect(/** @type {unknown} */ upload) {
  return Object.fromEntries(
    /** @type {const} */ (['toHaveFile', 'toHaveField', 'toHaveHeader']).map((name) => [
      name,
      (/** @type {unknown[]} */ ...expected) => {
        const { pass, message } = matchers[name].call(JEST, upload, ...expected)
        assert.ok(pass, message())
      },
    ]),
  )
}

/** What the repetition of an upload has to have in common with it. */
function essence(/** @type {any} */ { method, url, fields, files, headers }) {
  return {
    ...{ method, url, fields, own: headers['x-own'] },
    files: files.map((/** @type {any} */ { field, filename, contentType, size, sha256 }) => ({
      ...{ field, filename, contentType, size, sha256 },
    })),
  }
}

/** @param {import('node:test').TestContext} context @param {import('../support/inspector.js').Form} form */
async function received(context, form) {
  const inspected = await startInspected(context)
  const { upload: first } = await inspected.upload(form)
  return { ...inspected, first, whole: (await inspected.api(`uploads/${first.id}`)).json() }
}

const FORM = {
  path: '/api/avatar?size=1',
  headers: { 'X-Own': HOSTILE.replace(/[^\x20-\x7e]/g, '') },
  fields: /** @type {[string, string][]} */ ([
    ['album', HOSTILE],
    ["it's", 'b'],
    ['__proto__', 'own'],
  ]),
  files: [{ field: 'photo', filename: 'photo.png', type: 'image/png', content: 'abc' }],
}

const silent = { log() {}, error: assert.fail }

for (const [name, values] of /** @type {[string, Record<string, unknown>][]} */ ([
  ['wx', { wx }],
  ['taro', { Taro: taro }],
  ['vela', { uploadtask: vela }],
])) {
  test(`inspector: the code for ${name} sends the upload again`, async (context) => {
    const { receiver, whole, first, url } = await received(context, FORM)
    const code = await importPage('copy/code.ts')
    const { code: text, notes } = code[`${name}Code`](whole, { origin: url })
    assert.deepEqual(notes, [{ key: 'curlLocal' }])
    const next = receiver.next({ path: '/api/avatar' })
    await runModule(text, { ...values, console: silent })
    assert.deepEqual(essence(await next), essence(first))
    // The code shows what it does.
    assert.doesNotMatch(text, /[\u202e\u2028]/)
  })
}

test('inspector: the code for fetch sends the upload again, as a program of its own', async (context) => {
  const { receiver, whole, first, url } = await received(context, {
    ...FORM,
    method: 'PUT',
    fields: [...FORM.fields, ['album', 'again']],
    files: [...FORM.files, { field: 'photo', filename: '西湖"2.txt', type: 'text/plain', content: 'b' }],
  })
  const { fetchCode } = await importPage('copy/code.ts')
  const { code, notes } = fetchCode(whole, { origin: url })
  assert.deepEqual(notes, [{ key: 'curlLocal' }])
  const next = receiver.next({ path: '/api/avatar', method: 'PUT' })
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code])
  assert.deepEqual(essence(await next), essence(first))
})

test('inspector: the lines of a test expect just this upload', async (context) => {
  const { receiver, whole, request } = await received(context, { ...FORM, path: '/a/b?c' })
  const { testCode } = await importPage('copy/code.ts')
  const { code, notes } = testCode(whole)
  assert.deepEqual(notes, [])
  const [file] = FORM.files
  for (const content of ['abc', 'abd']) {
    const { contentType, body } = encode({ ...FORM, files: [{ ...file, content }] })
    const headers = { ...FORM.headers, 'Content-Type': contentType }
    await request('/a/b?c', { method: 'POST', headers, body })
    const running = runModule(code, { receiver, expect })
    if (content === 'abc') await running
    else await assert.rejects(running, /sha256/)
  }
})

test('inspector: a path with what means something in a pattern is expected literally', async () => {
  const { testCode } = await importPage('copy/code.ts')
  const upload = {
    method: 'POST',
    path: '/a*%5Bb%5D/%E4%B8%AD',
    rawHeaders: [],
    fields: [],
    files: [],
    state: 'complete',
  }
  assert.equal(
    testCode(upload).code,
    String.raw`const upload = await receiver.next({ path: '/a\\*\\[b\\]/中' })`,
  )
})

test('inspector: what an API cannot send is said', async () => {
  const { wxCode } = await importPage('copy/code.ts')
  const file = { field: 'a', filename: 'a', contentType: 'a/b', size: 1, sha256: '', state: 'complete' }
  const upload = {
    ...{ method: 'PUT', url: '/x', path: '/x', state: 'failed' },
    rawHeaders: [
      ['X-A', '1'],
      ['x-a', '2'],
      ['User-Agent', 'left out'],
    ],
    fields: [
      { name: 'a', value: '1' },
      { name: 'b', value: 'x', truncated: true },
    ],
    files: [file, file],
  }
  const { code, notes } = wxCode(upload, { origin: 'http://127.0.0.1:1' })
  assert.doesNotMatch(code, /left out/)
  assert.deepEqual(
    notes.map((/** @type {any} */ { key }) => key),
    ['curlIncomplete', 'curlShortened', 'curlElsewhere', 'codeOneFile', 'codeMethod', 'codeRepeated'],
  )
  assert.deepEqual(
    wxCode({ ...upload, files: [] }, { origin: '' }).notes.map((/** @type {any} */ { key }) => key),
    ['curlIncomplete', 'curlShortened', 'codeNoFile', 'codeMethod', 'codeRepeated'],
  )
})

test('inspector: literals are what they stand for', async () => {
  const { textLiteral, objectLiteral } = await importPage('copy/literal.ts')
  const texts = [
    '',
    "'",
    '"',
    '\\',
    "\\'",
    '\\\\"',
    '\n\r\t\0',
    '\u202e\u200b',
    '\ud800',
    `$${'{a}'}`,
    '</script>',
    '🎉',
  ]
  for (const text of texts) {
    const literal = textLiteral(text)
    assert.equal(new Function(`return ${literal}`)(), text, literal)
    assert.doesNotMatch(literal, /[\p{Cc}\p{Cf}]/u)
  }
  const members = [...texts, 'a-b', '__proto__', '1', 'ok'].map((key) => [key, textLiteral(key)])
  const object = new Function(`return ${objectLiteral(members)}`)()
  assert.deepEqual(Object.keys(object).sort(), members.map(([key]) => key).sort())
  for (const [key] of members) assert.equal(Object.getOwnPropertyDescriptor(object, key)?.value, key)
})

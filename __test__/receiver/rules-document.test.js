'use strict'
// docs/reference/rules.md: its code runs, its examples do what they are there for, its tables are complete.

const assert = require('node:assert/strict')
const { execFile } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { promisify } = require('node:util')
const { cosPost, createReceiver, ossPost, parseRules, passthrough, s3Post } = /** @type {any} */ (
  require('../../lib/receiver/index.js')
)
const { parse } = require('jsonc-parser')
const { outcome } = require('../support/calls')
const { WITHOUT_CURL } = require('../support/curl')
const { sparseFile, temporaryFile, temporaryFolder } = require('../support/files')

const { wx } = /** @type {any} */ (require('uploadtask'))

const DOCUMENT = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'reference', 'rules.md'), 'utf8')

/** The text of a part from its heading to the next one of the same or a higher level. */
function section(/** @type {string} */ heading) {
  const level = /^#+/.exec(heading)?.[0].length
  const from = DOCUMENT.indexOf(`\n${heading}\n`)
  assert.notEqual(from, -1, heading)
  const rest = DOCUMENT.slice(from + heading.length + 2)
  const end = rest.search(new RegExp(`^#{1,${level}} `, 'm'))
  return end === -1 ? rest : rest.slice(0, end)
}

/** The code blocks of a text in a language. */
function blocks(/** @type {string} */ text, /** @type {string} */ language) {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, code]) => code,
  )
}

/**
 * Uploads with WeChat's dialect; `fail` without an answer.
 *
 * @param {string} url
 * @param {string} filePath
 * @param {object} [options]
 * @returns {Promise<{ status: number | 'fail', data: string, header: any }>}
 */
async function upload(url, filePath, options = {}) {
  const { name, values } = await outcome(wx.uploadFile, { url, filePath, name: 'file', ...options })
  return name === 'fail'
    ? { status: 'fail', data: '', header: {} }
    : { ...values[0], status: values[0].statusCode }
}

/**
 * What each example is there for.
 *
 * @type {Record<string, (example: { context: import('node:test').TestContext, receiver: any, origin: string }) => Promise<void>>}
 */
const EXAMPLES = {
  'A file that is too large': async ({ context, receiver, origin }) => {
    const { status, data } = await upload(`${origin}/upload`, sparseFile(context, 8 * 1024 * 1024))
    assert.deepEqual([status, data], [413, '<h1>413</h1>'])
    assert.equal((await receiver.next({}, { state: 'failed' })).receivedBytes, 0)
  },

  'A slow line': async ({ context, receiver, origin }) => {
    assert.equal((await upload(`${origin}/upload`, sparseFile(context, 20_000))).status, 200)
    const { startedAt, endedAt } = await receiver.next()
    assert.ok(endedAt - startedAt >= 390, `${endedAt - startedAt} ms`)
  },

  'A slow server': async ({ context, receiver, origin }) => {
    for (const url of ['/scan', '/resize']) {
      assert.equal((await upload(`${origin}${url}`, temporaryFile(context))).status, 200)
      const waited = Date.now() - (await receiver.next()).endedAt
      assert.ok(waited >= 290, `${url}: ${waited} ms`)
    }
  },

  'A broken connection': async ({ context, receiver, origin }) => {
    for (const [url, code, bytes] of /** @type {const} */ ([
      ['/tunnel', 'dropped', 100_000],
      ['/crash', 'reset', 100_000],
      ['/slow-tunnel', 'dropped', 10_000],
    ])) {
      assert.equal((await upload(`${origin}${url}`, sparseFile(context, 1_000_000))).status, 'fail', url)
      const { error, receivedBytes } = await receiver.next({}, { state: 'failed' })
      assert.deepEqual([error.code, receivedBytes], [code, bytes], url)
    }
  },

  'A flaky server': async ({ context, origin }) => {
    for (const [url, failure] of /** @type {const} */ ([
      ['/busy', 503],
      ['/limited', 429],
    ])) {
      const statuses = []
      for (let turn = 0; turn < 3; turn += 1) {
        statuses.push((await upload(`${origin}${url}`, temporaryFile(context))).status)
      }
      assert.deepEqual(statuses, [failure, failure, 200], url)
    }
  },

  'A redirect': async ({ context, receiver, origin }) => {
    assert.equal((await upload(`${origin}/old/upload`, temporaryFile(context))).status, 200)
    assert.equal((await receiver.next({ path: '/new' })).files[0].filename, 'hello.txt')
    context.mock.method(process, 'emitWarning', () => {})
    assert.equal((await upload(`${origin}/form`, temporaryFile(context))).status, 404)
    const { id, response } = await receiver.next({ path: '/form' })
    assert.deepEqual([response.status, response.headers.location], [303, `/done?id=${id}`])
  },

  'A login that has run out': async ({ context, origin }) => {
    const send = (/** @type {object} */ header) =>
      upload(`${origin}/upload`, temporaryFile(context), { header })
    assert.equal((await send({ Authorization: 'Bearer good' })).status, 200)
    for (const header of [{}, { Authorization: 'Bearer old' }]) {
      const { status, data } = await send(header)
      assert.deepEqual([status, JSON.parse(data)], [401, { code: 40101, message: 'token expired' }])
    }
  },

  "Your backend's answer": async ({ context, receiver, origin }) => {
    const file = temporaryFile(context, '照片.jpg', 'abc')
    const first = await upload(`${origin}/api/v1/files`, file, { formData: { user: 'Amy "A"' } })
    const { sha256 } = (await receiver.next()).files[0]
    assert.equal(first.status, 201)
    assert.deepEqual(JSON.parse(first.data), {
      code: 0,
      data: { name: '照片.jpg', size: 3, owner: 'Amy "A"', url: `https://cdn.example.com/${sha256}` },
    })
    const second = await upload(`${origin}/api/v2/files`, file)
    assert.deepEqual(JSON.parse(second.data), { size: 3 })
  },

  'Files that are not allowed': async ({ context, origin }) => {
    const send = (/** @type {string} */ name, /** @type {object} */ formData = {}) =>
      upload(origin, temporaryFile(context, name), { formData })
    assert.equal((await send('setup.exe', { kind: 'avatar' })).status, 415)
    assert.equal((await send('notes.txt', { kind: 'avatar' })).status, 422)
    assert.equal((await send('me.png', { kind: 'avatar' })).status, 200)
    assert.equal((await send('me.png')).status, 400)
  },
}

test('rules: every example of the document has a test here', () => {
  const headings = [...section('## Examples').matchAll(/^### (.*)$/gm)].map(([, heading]) => heading)
  assert.deepEqual(headings, Object.keys(EXAMPLES))
})

for (const [heading, check] of Object.entries(EXAMPLES)) {
  test(`rules: the document’s example: ${heading}`, async (context) => {
    const found = blocks(section(`### ${heading}`), 'jsonc')
    assert.equal(found.length, 1)
    const receiver = createReceiver({ rules: parseRules(found[0], heading) })
    context.after(() => receiver.close())
    const { url } = await receiver.listen()
    await check({ context, receiver, origin: url })
  })
}

test('rules: the document’s code in JavaScript runs', async (context) => {
  const folder = temporaryFolder(context)
  fs.writeFileSync(path.join(folder, 'rules.json'), '[{ "id": "from the file", "delay": 5, },]')
  /** @type {any[]} */
  const receivers = []
  context.after(() => Promise.all(receivers.map((receiver) => receiver.close())))
  const library = {
    parseRules,
    passthrough,
    cosPost,
    ossPost,
    s3Post,
    createReceiver: (/** @type {any} */ options) => {
      receivers.push(createReceiver(options))
      return receivers.at(-1)
    },
  }
  const requireFrom = (/** @type {string} */ name) => {
    if (name === 'uploadtask/receiver') return library
    // The document reads its file from the working directory.
    assert.equal(name, 'node:fs')
    return { readFileSync: (/** @type {string} */ file) => fs.readFileSync(path.join(folder, file), 'utf8') }
  }
  const codes = blocks(DOCUMENT, 'js')
  assert.equal(codes.length, 5)
  for (const code of codes) new Function('require', code)(requireFrom)
  assert.deepEqual(receivers[0].rules.list(), [])
  assert.deepEqual(receivers[1].rules.list(), [{ id: 'from the file', delay: 5 }])
  assert.deepEqual(Object.keys(receivers[2].rules.list()[0]), ['match', 'respond', 'id'])
  assert.equal(receivers[3].rules.list()[0].passthrough, 'https://api.example.com')
  assert.equal(receivers[4].rules.list().length, 3)
})

test('rules: the rule at the top has every member, and each means what is said', () => {
  const [example] = blocks(DOCUMENT, 'jsonc')
  const whole = parse(example)
  const ends = ['respond', 'redirect', 'passthrough', 'fault']
  for (const [given, listed] of [
    [{ '?': 1 }, whole],
    [{ match: { '?': 1 } }, whole.match],
    [{ respond: { '?': 1 } }, whole.respond],
  ]) {
    assert.throws(() => parseRules(JSON.stringify([given])), {
      message: new RegExp(` are ${Object.keys(listed).join(', ')}$`),
    })
  }
  // It has more than one end, and both ways to count: taken one at a time, it is a rule.
  const {
    times,
    nth: _nth,
    early: _early,
    throttle: _throttle,
    bodyDelay: _bodyDelay,
    match,
    ...rest
  } = whole
  const { field: _field, filename: _filename, type: _type, ...head } = match
  for (const end of ends) {
    const others = Object.fromEntries(
      Object.entries(rest).filter(([name]) => name === end || !ends.includes(name)),
    )
    assert.doesNotThrow(() => parseRules(JSON.stringify([{ ...others, times, match: head }])), end)
  }
  assert.doesNotThrow(() =>
    parseRules(JSON.stringify([{ match, nth: whole.nth, respond: whole.respond, bodyDelay: 1 }])),
  )
})

test('rules: the document’s commands run', { skip: WITHOUT_CURL }, async (context) => {
  const receiver = createReceiver()
  context.after(() => receiver.close())
  const { url } = await receiver.listen()
  const [script, ...more] = blocks(DOCUMENT, 'sh')
  assert.deepEqual(more, [])
  const { stdout } = await promisify(execFile)('sh', ['-ec', script.replace('http://127.0.0.1:8310', url)], {
    env: { ...process.env, no_proxy: '*' },
  })
  assert.ok(stdout.includes('"busy"') && stdout.includes('"slow"'), stdout)
  assert.deepEqual(receiver.rules.list(), [{ id: 'slow', delay: 2000 }])
})

test('rules: the document’s tables have every member', () => {
  const text = section('## Members')
  for (const [start, rule] of /** @type {const} */ ([
    ['Of a rule', { '?': 1 }],
    ['Of `match`', { match: { '?': 1 } }],
    ['Of `respond`', { respond: { '?': 1 } }],
    ['Of `redirect`', { redirect: { location: '/', '?': 1 } }],
    ['Of `fault`', { fault: { '?': 1 } }],
  ])) {
    const from = text.indexOf(`\n${start}`)
    assert.notEqual(from, -1, start)
    const lines = text.slice(text.indexOf('\n|', from) + 1).split('\n')
    const table = lines.slice(
      0,
      lines.findIndex((line) => !line.startsWith('|')),
    )
    const members = table.slice(2).map((line) => /^\| `(\w+)`/.exec(line)?.[1])
    assert.throws(() => parseRules(JSON.stringify([rule])), {
      message: new RegExp(` are ${members.join(', ')}$`),
    })
  }
})

test('rules: the document’s messages are the real ones', () => {
  const text = `[
  {
    "respond": { "status": 100 } }, { "match": { "field": { "a": true } }, "respond": {}, "early": true }]`
  const [first, second, third] = blocks(section('## Rules that are wrong'), 'text')[0].split('\n')
  const afterPlace = (/** @type {string} */ line) => line.slice(line.indexOf(' ') + 1).replace(/ …$/, '')
  const messages = [text, '[{"answer": {}}]', text.replace('100', '200')].map((rules) => {
    try {
      parseRules(rules, 'rules.json')
    } catch (error) {
      return afterPlace(/** @type {Error} */ (error).message)
    }
    return ''
  })
  for (const [index, line] of [first, second, third].entries()) {
    assert.ok(messages[index].startsWith(afterPlace(line)), `${line}\n${messages[index]}`)
  }
})

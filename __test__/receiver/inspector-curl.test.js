'use strict'
// "Copy as curl": what it gives is run by a real shell with the real curl, and the receiver compares.

const assert = require('node:assert/strict')
const { execFile } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { WITHOUT_CURL } = require('../support/curl.js')
const { temporaryFolder } = require('../support/files.js')
const { startInspected } = require('../support/inspector.js')
const { importPage } = require('../support/page-module.js')

const CONTROL = 'bell\u0007 escape\u001b[201~ next\u0085line'

/** Runs a command line; proxies and the user's configuration are left out. */
function runShell(/** @type {string} */ command, /** @type {string} */ cwd, shell = 'bash') {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name)))
  const line = command.replace(/^curl /, "curl -q -sS --noproxy '*' ")
  return new Promise((resolve, reject) => {
    execFile(shell, ['-c', line], { cwd, env, timeout: 30_000 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${line}\n${stderr}`))
      else resolve(stdout)
    })
  })
}

/** What the repetition of an upload has to have in common with it. */
function essence(/** @type {any} */ { method, url, fields, files, rawHeaders }) {
  const framing = ['host', 'connection', 'content-length', 'content-type', 'expect']
  const headers = rawHeaders.filter(
    (/** @type {[string, string]} */ [name]) => !framing.includes(name.toLowerCase()),
  )
  return {
    ...{ method, url, fields, headers },
    files: files.map((/** @type {any} */ { field, filename, contentType, size, sha256 }) => [
      field,
      filename,
      contentType,
      size,
      sha256,
    ]),
  }
}

/** Sends a form, repeats it by the command that the page gives, and compares. */
async function repeat(
  /** @type {Awaited<ReturnType<typeof startInspected>>} */ { upload, api, receiver, url },
  /** @type {import('../support/inspector.js').Form} */ form,
  /** @type {string} */ folder,
  withPaths = true,
) {
  const { curlCommand } = await importPage('copy/curl.ts')
  const { upload: first } = await upload(form)
  const whole = (await api(`uploads/${first.id}`)).json()
  if (!withPaths) for (const file of whole.files) delete file.file
  const { code: command, notes } = curlCommand(whole, { origin: url })
  await runShell(command, folder)
  const second = await receiver.next({}, { state: 'any' })
  assert.equal(second.state, 'complete')
  assert.deepEqual(essence(second), essence(first), command)
  return { command, notes: notes.map((/** @type {any} */ { key }) => key) }
}

test('inspector: the curl command repeats an upload: fields, file, names, types, headers, order', {
  skip: WITHOUT_CURL,
}, async (context) => {
  const inspected = await startInspected(context)
  const { command, notes } = await repeat(
    inspected,
    {
      path: '/upload/a?b=c&d=1',
      method: 'PUT',
      headers: { 'X-Token': 'a b', 'X-Empty': '', 'User-Agent': 'Watch/1', Accept: 'application/json' },
      fields: [
        ['user', '42'],
        ['user', '43'],
      ],
      files: [
        { filename: 'photo.png', type: 'image/png', content: Buffer.from([0, 255, 10, 13, 10]) },
        { field: 'second', filename: 'notes.txt', type: 'text/plain; charset=utf-8', content: '' },
      ],
    },
    temporaryFolder(context),
  )
  assert.match(command, /^curl -X PUT 'http:/)
  assert.match(command, /-F user=42/)
  assert.doesNotMatch(command, /content-length|boundary/i)
  assert.deepEqual(notes, ['curlLocal'])
})

test('inspector: the curl command takes hostile names and values as they are', {
  skip: WITHOUT_CURL,
}, async (context) => {
  const inspected = await startInspected(context)
  const folder = temporaryFolder(context)
  const hostile = [
    ...[
      "it's",
      '$(touch owned)',
      '`touch owned`',
      '"; touch owned; "',
      "'; touch owned; '",
      '!!',
      '~',
      'a\\',
      '\\"',
    ],
    ...[
      '@/etc/passwd',
      '</etc/passwd',
      '"quoted"',
      'a;type=text/html',
      'a;filename=b',
      'a,b',
      '=',
      '西湖 日落',
    ],
    ...[
      '<img src=x onerror=alert(1)>',
      '\u202egnp.exe',
      '%22',
      '%',
      '-F',
      '--',
      ' leading',
      '(',
      ')',
      'a ',
      'x'.repeat(300),
    ],
  ]
  for (const text of hostile) {
    // curl cannot send a name with `=`, and a backslash before the closing quote is read as its escape.
    const name = text.replaceAll('=', '').replace(/\\$/, '')
    await repeat(
      inspected,
      {
        headers: { 'X-Quote': "it's $HOME `id`" },
        fields: [
          [name || 'field', text],
          ['plain', text],
        ],
        files: [{ field: name || 'file', filename: name || 'a', type: 'text/plain', content: text }],
      },
      folder,
    )
  }
  assert.deepEqual(fs.readdirSync(folder), [])
})

test('inspector: control characters reach the shell as escapes only', {
  skip: WITHOUT_CURL,
}, async (context) => {
  const inspected = await startInspected(context)
  const { command } = await repeat(
    inspected,
    { fields: [['text', `${CONTROL}\r\nsecond line\tabc`]], files: [{ filename: 'a', content: 'a' }] },
    temporaryFolder(context),
  )
  // The line ends of the command itself are the only ones.
  assert.doesNotMatch(command.replaceAll(' \\\n  ', ''), /\p{Cc}/u)
})

test('inspector: brackets, braces and dots of a path are the path', {
  skip: WITHOUT_CURL,
}, async (context) => {
  const inspected = await startInspected(context)
  for (const target of ['/a[1-3]{b,c}', '/a/../b/./c', '/upload?q=[]']) {
    await repeat(
      inspected,
      { path: target, files: [{ filename: 'a', content: 'a' }] },
      temporaryFolder(context),
    )
  }
})

test('inspector: from another machine the command reads downloads of the current folder', {
  skip: WITHOUT_CURL,
}, async (context) => {
  const inspected = await startInspected(context)
  const folder = temporaryFolder(context)
  fs.writeFileSync(path.join(folder, 'a b.txt'), 'downloaded')
  const { notes } = await repeat(
    inspected,
    { files: [{ filename: 'a b.txt', content: 'downloaded' }] },
    folder,
    false,
  )
  assert.deepEqual(notes, ['curlElsewhere'])
})

test('inspector: the command goes to the receiver, whatever target the sender has named', async () => {
  const { curlCommand, shellQuote } = await importPage('copy/curl.ts')
  const origin = 'http://127.0.0.1:4000'
  const upload = { method: 'POST', path: '/', rawHeaders: [], fields: [], files: [], head: '' }
  for (const [url, target] of [
    ['gopher://127.0.0.1:6379/_FLUSHALL', '/_FLUSHALL'],
    ['http://other.example/a?b', '/a?b'],
    ['HTTPS://user@other.example', '/'],
    ['FILE:///etc/passwd', '/etc/passwd'],
    ['x+y-z.1://host?q', '/?q'],
    ['dict:stat', '/dict:stat'],
    ['*', '/*'],
    ['//other.example/a', '//other.example/a'],
  ]) {
    const { code: command } = curlCommand({ ...upload, url }, { origin })
    const [first] = command.split(' \\\n')
    assert.equal(first.split(' ').at(-1), shellQuote(origin + target))
  }
})

test('inspector: what the command cannot repeat is said', async () => {
  const { curlCommand } = await importPage('copy/curl.ts')
  const upload = {
    ...{ state: 'failed', method: 'POST', url: '/u', path: '/u', rawHeaders: [] },
    fields: [
      { name: 'a=b', value: '1' },
      { name: 'long', value: 'x', truncated: true },
    ],
    files: [{ index: 0, field: 'f', filename: 'half', contentType: 'text/plain', state: 'failed' }],
  }
  const { code: command, notes } = curlCommand(upload, { origin: 'http://127.0.0.1:1' })
  assert.deepEqual(notes, [
    { key: 'curlIncomplete' },
    { key: 'curlLeftOut', name: 'a=b' },
    { key: 'curlShortened' },
  ])
  assert.match(command, /long=x/)
  assert.doesNotMatch(command, /half|a=b/)
})

'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const test = require('node:test')
const { stripVTControlCharacters } = require('node:util')
const { renderBar } = require('../../lib/cli/upload/bars.js')
const { fit, pad, printable, width } = require('../../lib/cli/terminal.js')
const { createReceiver } = require('../../lib/receiver/index.js')
const { sparseFile, temporaryFile, temporaryFolder } = require('../support/files.js')
const { noTerminal, startOnTerminal } = require('./command.js')

const onTerminal = { skip: noTerminal }
const COLOUR = '\x1b[32m'

/** @param {import('node:test').TestContext} context @param {any[]} rules */
async function listen(context, rules) {
  const receiver = createReceiver({ rules })
  context.after(() => receiver.close())
  return { receiver, ...(await receiver.listen()) }
}

test(
  'cli: upload shows a bar for each upload on a terminal, then a line for each',
  onTerminal,
  async (context) => {
    const { url } = await listen(context, [{ match: { path: '/slow' }, throttle: 4_000_000 }])
    const cwd = temporaryFolder(context)
    for (const name of ['one.bin', 'two.bin']) fs.writeFileSync(path.join(cwd, name), Buffer.alloc(6_000_000))
    const parameters = ['upload', 'one.bin', 'two.bin', '--url', `${url}/slow`, '--timeout', '0']
    const { printed, ended } = startOnTerminal(context, parameters, { cwd, columns: 100 })
    for (const name of ['one.bin', 'two.bin']) {
      await printed(new RegExp(`${name.replace('.', '\\.')} .*━.* \\d+ % {2}\\d+\\.\\d MB of 6\\.0 MB`))
    }
    const { code, stdout } = await ended
    assert.equal(code, 0)
    const text = stripVTControlCharacters(stdout)
    for (const name of ['one.bin', 'two.bin']) {
      assert.match(text, new RegExp(`✓ ${name.replace('.', '\\.')} {2}200 {2}6\\.0 MB {2}[\\d.]+ m?s\r\n`))
    }
    assert.match(text, /2 files uploaded\r\n$/)
    assert.ok(stdout.includes(COLOUR))
    assert.ok(stdout.lastIndexOf('\x1b[?25h') > stdout.lastIndexOf('\x1b[?25l'), 'the cursor is there again')
  },
)

for (const columns of [20, 40, 79]) {
  test(`cli: a bar stays within a line on a terminal of ${columns} columns`, onTerminal, async (context) => {
    const { url } = await listen(context, [{ match: { path: '/slow' }, throttle: 4_000_000 }])
    const cwd = temporaryFolder(context)
    const name = '一个名字很长很长很长很长很长的文件 with a long name.bin'
    fs.writeFileSync(path.join(cwd, name), Buffer.alloc(3_000_000))
    const parameters = ['upload', name, '--url', `${url}/slow`, '--timeout', '0']
    const { code, stdout } = await startOnTerminal(context, parameters, { cwd, columns }).ended
    assert.equal(code, 0)
    // Each drawing of a bar goes to the first column, writes, and clears the rest of the line.
    const drawn = stdout.split('\x1b[1G').filter((text) => text.includes('\x1b[0K'))
    const bars = drawn.map((text) => stripVTControlCharacters(text.split('\x1b[0K')[0]))
    assert.ok(
      bars.some((bar) => bar.includes(' %')),
      stdout,
    )
    for (const bar of bars) assert.ok(width(bar) < columns, JSON.stringify(bar))
  })
}

test('cli: a bar fits whatever there is', () => {
  for (let columns = 1; columns <= 200; columns += 1) {
    for (const [sent, total] of [
      [0, 0],
      [0, 10],
      [999_999_999_999, 1_000_000_000_000],
      [10, 10],
    ]) {
      const bar = stripVTControlCharacters(renderBar(columns, '照片 photo with a long name.jpg', sent, total))
      assert.ok(width(bar) <= columns, `${columns}: ${bar}`)
    }
  }
})

test('cli: upload has no colours on a terminal with NO_COLOR', onTerminal, async (context) => {
  const { url } = await listen(context, [])
  const parameters = ['upload', temporaryFile(context), '--url', url]
  const { code, stdout } = await startOnTerminal(context, parameters, { env: { NO_COLOR: '1' } }).ended
  assert.equal(code, 0)
  assert.match(stdout, /✓ .*hello\.txt {2}200/)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: SGR is what it is about.
  assert.doesNotMatch(stdout, /\x1b\[[\d;]*m/)
})

test('cli: upload moves no cursor on a terminal that cannot', onTerminal, async (context) => {
  const { url } = await listen(context, [])
  const parameters = ['upload', temporaryFile(context), '--url', url]
  const { code, stdout } = await startOnTerminal(context, parameters, { env: { TERM: 'dumb' } }).ended
  assert.equal(code, 0)
  assert.ok(!stdout.includes('\x1b'))
  assert.match(stdout, /✓ .*hello\.txt {2}200/)
})

test('cli: --json prints lines of JSON on a terminal too', onTerminal, async (context) => {
  const { url } = await listen(context, [])
  const parameters = ['upload', temporaryFile(context), '--url', url, '--json']
  const { code, stdout } = await startOnTerminal(context, parameters, { columns: 40 }).ended
  assert.equal(code, 0)
  assert.equal(JSON.parse(stdout.trim()).ok, true)
})

test(
  'cli: upload says on a terminal what went wrong, and what to do about a timeout',
  onTerminal,
  async (context) => {
    const { url } = await listen(context, [
      { match: { path: '/no' }, respond: { status: 403, body: 'not \x1b[2Jyou\n\n\u202e!' } },
      { match: { path: '/slow' }, delay: 5000 },
    ])
    const file = temporaryFile(context)
    const refused = await startOnTerminal(context, ['upload', file, '--url', `${url}/no`]).ended
    assert.equal(refused.code, 22)
    assert.ok(!refused.stdout.includes('\x1b[2J'), 'the answer does not steer the terminal')
    const text = stripVTControlCharacters(refused.stdout)
    assert.match(text, /✗ .*hello\.txt {2}403/)
    assert.match(text, /the server answered with status 403/)
    assert.match(text, /not you �!/)

    const late = await startOnTerminal(context, ['upload', file, '--url', `${url}/slow`, '--timeout', '200'])
      .ended
    assert.equal(late.code, 1)
    assert.match(stripVTControlCharacters(late.stdout), /no answer within 200 ms.*\r\n.*--timeout 0 lifts it/)
  },
)

test(
  'cli: Ctrl-C on a terminal aborts the uploads and gives the cursor back',
  onTerminal,
  async (context) => {
    // Long to send, and read so fast that the receiver soon comes to where the abort cuts it off.
    const { receiver, url } = await listen(context, [{ throttle: 50_000_000 }])
    const file = sparseFile(context, 2 ** 30, 'a.bin')
    // `script` hands what it reads on to its terminal; there it is the key.
    const started = startOnTerminal(context, ['upload', file, '--url', url, '--timeout', '0'], {
      input: true,
    })
    await started.printed(/ %/)
    started.child.stdin?.write('\x03')
    const { code, stdout } = await started.ended
    assert.equal(code, 130)
    assert.match(stripVTControlCharacters(stdout), /✗ .*a\.bin.*\r\n.*aborted by SIGINT/)
    assert.ok(stdout.lastIndexOf('\x1b[?25h') > stdout.lastIndexOf('\x1b[?25l'), 'the cursor is there again')
    assert.equal((await receiver.next({}, { state: 'failed' })).error?.code, 'aborted')
  },
)

test(
  'cli: serve has a QR code for a phone on a terminal, where there is room',
  onTerminal,
  async (context) => {
    for (const [columns, hasCode] of /** @type {const} */ ([
      [80, true],
      [20, false],
    ])) {
      const { printed, child, ended } = startOnTerminal(context, ['serve', '--port', '0', '--host'], {
        columns,
      })
      await printed(/Ctrl-C/)
      child.kill()
      const { stdout } = await ended
      const hasPhone = stripVTControlCharacters(stdout).includes('phone')
      assert.equal(/[▀▄]{3}/.test(stdout), hasCode && hasPhone)
    }
  },
)

test('cli: texts are cut and filled by the columns that they take', () => {
  assert.equal(width('abc'), 3)
  assert.equal(width('照片'), 4)
  assert.equal(width('e\u0301'), 1)
  assert.equal(fit('photo.jpg', 9), 'photo.jpg')
  assert.equal(fit('photo.jpg', 6), 'photo…')
  assert.equal(fit('照片照片', 6), '照片…')
  assert.equal(fit('photo', 0), '')
  assert.equal(pad('照', 5), '照   ')
})

test('cli: texts from elsewhere are one line without control characters', () => {
  assert.equal(printable('a\x1b[31mb\x1b[0m\r\n\tc\x00d\u009bK\u2066e'), 'ab c�d�e')
})

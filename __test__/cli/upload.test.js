'use strict'

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const test = require('node:test')
const { createReceiver } = require('../../lib/receiver/index.js')
const { temporaryFolder } = require('../support/files.js')
const { bin, runCommand, startCommand, startProcess } = require('./command.js')

/**
 * A receiver in this process, and a folder with files.
 *
 * @param {import('node:test').TestContext} context
 * @param {Record<string, string>} files
 * @param {any[]} [rules]
 */
async function prepare(context, files, rules = []) {
  const receiver = createReceiver({ rules })
  context.after(() => receiver.close())
  const { url } = await receiver.listen()
  const cwd = fs.realpathSync(temporaryFolder(context))
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true })
    fs.writeFileSync(path.join(cwd, name), content)
  }
  return { receiver, url, cwd }
}

/** The lines of JSON, by their file. */
function byFile(/** @type {string[]} */ lines) {
  const results = lines.map((line) => JSON.parse(line))
  return Object.fromEntries(results.map((result) => [result.file, result]))
}

/** The names of the files that have arrived. */
function arrived(/** @type {import('../../lib/receiver/index.js').Receiver} */ { uploads }) {
  return uploads.flatMap(({ files }) => files.map(({ filename }) => filename)).sort()
}

for (const dialect of ['vela', 'quickapp', 'wx', 'taro', 'alipay']) {
  test(`cli: upload --json through ${dialect} gives a line of JSON for each file, exit code 0`, async (context) => {
    const { receiver, url, cwd } = await prepare(context, { 'a.txt': 'first', 'b.json': '{}' })
    const options = ['--name', 'doc', '--field', 'place=a=b', '-f', 'empty=', '--header', 'X-Token: 12 34']
    const { code, lines, stderr } = await runCommand(
      ['upload', 'a.txt', 'b.json', '--url', `${url}/here?x=1`, '--dialect', dialect, ...options, '--json'],
      { cwd },
    )
    assert.equal(stderr, '')
    assert.equal(code, 0)
    assert.equal(lines.length, 2)
    const results = byFile(lines)
    assert.deepEqual(Object.keys(results).sort(), ['a.txt', 'b.json'])
    const { headers, durationMs, bytesSent, data, ...rest } = results['a.txt']
    assert.deepEqual(rest, { file: 'a.txt', url: `${url}/here?x=1`, dialect, ok: true, statusCode: 200 })
    assert.equal(headers['Content-Type'], 'application/json')
    assert.ok(Number.isInteger(durationMs) && durationMs >= 0)
    const sha256 = createHash('sha256').update('first').digest('hex')
    assert.equal(JSON.parse(data).files[0].sha256, sha256)

    const upload = receiver.uploads.find(({ files }) => files[0].filename === 'a.txt')
    assert.ok(upload)
    assert.equal(upload.url, '/here?x=1')
    assert.equal(upload.contentLength, bytesSent)
    assert.equal(upload.headers['x-token'], '12 34')
    assert.equal(upload.files[0].field, 'doc')
    // Both are empty strings or left out, as the dialect has it.
    assert.equal(upload.fields.find(({ name }) => name === 'place')?.value, 'a=b')
  })
}

test('cli: upload in a pipe has the text of a terminal, without its colours; a failure is summed up on stderr', async (context) => {
  const { url, cwd } = await prepare(context, { 'a.txt': 'first', 'b.txt': 'second' }, [
    { match: { path: '/no', filename: 'b.txt' }, respond: { status: 413, body: 'too large' } },
  ])
  const good = await runCommand(['upload', 'a.txt', 'b.txt', '--url', url], { cwd })
  assert.equal(good.code, 0)
  assert.equal(good.stderr, '')
  for (const name of ['a', 'b'])
    assert.match(good.stdout, new RegExp(`^✓ ${name}\\.txt {2}200 {2}\\d+ B {2}`, 'm'))
  assert.match(good.stdout, /^2 files uploaded\n$/m)
  assert.ok(!good.stdout.includes('\x1b'))

  const bad = await runCommand(['upload', 'a.txt', 'b.txt', '--url', `${url}/no`], { cwd })
  assert.equal(bad.code, 22)
  assert.match(bad.stdout, /^✗ b\.txt {2}413 .*\n {2}the server answered with status 413\n {2}too large$/m)
  assert.equal(bad.stderr, 'uploadtask: 1 of 2 files uploaded, 1 not\n')
})

test("cli: upload takes the dialect and the options of the project's configuration; the command line goes first", async (context) => {
  const { url, cwd } = await prepare(context, {
    'a.txt': 'a',
    'uploadtask.config.json': JSON.stringify({ dialect: 'quickapp', userAgent: 'from the file' }),
  })
  const dialectOf = async (/** @type {string[]} */ parameters, env = {}) => {
    const { lines } = await runCommand(['upload', 'a.txt', '--url', url, '--json', ...parameters], {
      cwd,
      env,
    })
    return JSON.parse(lines[0]).dialect
  }
  assert.equal(await dialectOf([]), 'quickapp')
  assert.equal(await dialectOf([], { UPLOADTASK_DIALECT: 'vela' }), 'vela')
  assert.equal(await dialectOf(['--dialect', 'wx'], { UPLOADTASK_DIALECT: 'vela' }), 'wx')
})

test('cli: upload sends with the options of the configuration and of the variables', async (context) => {
  const { receiver, url, cwd } = await prepare(context, {
    'a.txt': 'a',
    'package.json': JSON.stringify({ uploadtask: { userAgent: 'from the file', onLimit: 'fail' } }),
  })
  await runCommand(['upload', 'a.txt', '--url', url], { cwd })
  assert.equal((await receiver.next()).headers['user-agent'], 'from the file')
  await runCommand(['upload', 'a.txt', '--url', url], {
    cwd,
    env: { UPLOADTASK_USER_AGENT: 'from the variable' },
  })
  assert.equal((await receiver.next()).headers['user-agent'], 'from the variable')
})

test('cli: upload refuses a wrong configuration, exit code 2', async (context) => {
  const { receiver, url, cwd } = await prepare(context, {
    'a.txt': 'a',
    'uploadtask.config.json': JSON.stringify({ rot: 'x' }),
  })
  const { code, stdout, stderr } = await runCommand(['upload', 'a.txt', '--url', url], { cwd })
  assert.equal(code, 2)
  assert.equal(stdout, '')
  assert.match(stderr, /^uploadtask: .*uploadtask\.config\.json: unknown option "rot"/)
  fs.rmSync(path.join(cwd, 'uploadtask.config.json'))
  const unknown = await runCommand(['upload', 'a.txt', '--url', url], { cwd, env: { UPLOADTASK_ROT: 'x' } })
  assert.equal(unknown.code, 2)
  assert.match(unknown.stderr, /^uploadtask: UPLOADTASK_ROT is unknown/)
  assert.equal(receiver.uploads.length, 0)
})

test("cli: upload passes a platform's path on; a named file of the machine is read whatever hostPaths and strict say", async (context) => {
  const { receiver, url, cwd } = await prepare(context, {
    'a.txt': 'of the machine',
    'areas/files/demo/b.txt': 'of the area',
    'uploadtask.config.json': JSON.stringify({
      ...{ root: 'areas', package: 'demo', hostPaths: false, strict: true },
    }),
  })
  const files = ['a.txt', 'internal://files/b.txt']
  const { code, lines } = await runCommand(['upload', ...files, '--url', url, '--json'], { cwd })
  assert.equal(code, 0, lines.join('\n'))
  assert.deepEqual(Object.keys(byFile(lines)).sort(), files)
  assert.deepEqual(arrived(receiver), ['a.txt', 'b.txt'])

  const missing = await runCommand(['upload', 'internal://files/c.txt', '--url', url, '--json'], { cwd })
  assert.equal(missing.code, 1)
  assert.deepEqual(JSON.parse(missing.lines[0]).error, { message: 'invalid filename', code: 202 })
})

test('cli: exit code 22 for statuses of 400 or more, 1 for anything else that is no success, 1 over 22', async (context) => {
  const { receiver, url, cwd } = await prepare(
    context,
    { 'ok.txt': 'a', 'big.txt': 'b', 'gone.txt': 'c', 'odd.txt': 'd' },
    [
      { match: { filename: 'big.txt' }, respond: { status: 413, body: 'too large' } },
      { match: { filename: 'odd.txt' }, respond: { status: 304 } },
      { match: { header: { 'x-drop': true } }, fault: { drop: 0 } },
    ],
  )
  const run = (/** @type {string[]} */ ...parameters) =>
    runCommand(['upload', ...parameters, '--url', url, '--json'], { cwd })

  const status = await run('ok.txt', 'big.txt')
  assert.equal(status.code, 22)
  assert.equal(status.stderr, 'uploadtask: 1 of 2 files uploaded, 1 not\n')
  const refused = byFile(status.lines)['big.txt']
  assert.deepEqual(
    { ok: refused.ok, statusCode: refused.statusCode, data: refused.data, error: refused.error },
    {
      ok: false,
      statusCode: 413,
      data: 'too large',
      error: { message: 'the server answered with status 413' },
    },
  )
  assert.equal(byFile(status.lines)['ok.txt'].ok, true)

  const odd = await run('ok.txt', 'odd.txt')
  assert.equal(odd.code, 1)
  assert.equal(byFile(odd.lines)['odd.txt'].ok, false)
  assert.match(
    byFile(odd.lines)['odd.txt'].error.message,
    /status 304, which means neither success nor failure/,
  )
  assert.equal((await run('odd.txt', 'big.txt')).code, 1)

  const dropped = await run('gone.txt', '--header', 'X-Drop: yes')
  assert.equal(dropped.code, 1)
  const failed = JSON.parse(dropped.lines[0])
  assert.equal(failed.ok, false)
  assert.equal(failed.statusCode, undefined)
  assert.equal(failed.error.code, 300)

  await receiver.close()
  const nobody = await run('ok.txt')
  assert.equal(nobody.code, 1)
  assert.match(JSON.parse(nobody.lines[0]).error.message, /ECONNREFUSED/)
})

/** @type {Array<[what: string, parameters: string[], message: RegExp]>} */
const REFUSED = [
  ['no file', [], /missing required argument 'FILE'/],
  ['a file that is not there', ['nothing.txt'], /there is no file nothing\.txt in /],
  ['a pattern without a match', ['*.jpg'], /no file matches \*\.jpg in /],
  ['a directory', ['folder'], /folder is a directory; name files in it, for example 'folder\/\*'/],
  ['an empty name of a file', [''], /FILE must not be empty/],
  ['a URL without a scheme', ['a.txt', '--url', '127.0.0.1:1'], /--url.*http: or https: URL/],
  ['a URL of another scheme', ['a.txt', '--url', 'ftp://127.0.0.1/'], /--url.*http: or https: URL/],
  ['a URL without a host', ['a.txt', '--url', 'http://'], /--url.*http: or https: URL/],
  ['a field without =', ['a.txt', '--field', 'place'], /--field.*name=value/],
  ['a field twice', ['a.txt', '-f', 'a=1', '-f', 'a=2'], /--field.*field "a" is given twice/],
  ['a header without :', ['a.txt', '--header', 'X-Token'], /--header.*'Name: value'/],
  ['a header whose name has a space', ['a.txt', '-H', 'X Token: 1'], /--header.*'Name: value'/],
  ['a header with a line end', ['a.txt', '-H', 'X-A: 1\nX-B: 2'], /X-A contains a control character/],
  ['a header of the upload itself', ['a.txt', '-H', 'content-type: a/b'], /content-type cannot be set/],
  ['a header twice', ['a.txt', '-H', 'X-A: 1', '-H', 'x-a: 2'], /x-a is given twice/],
  ['an empty form key', ['a.txt', '--name', ''], /--name.*not be empty/],
  ['an unknown dialect', ['a.txt', '--dialect', 'ios'], /--dialect.*vela, quickapp, wx, taro, alipay/],
  ['a timeout that is no number', ['a.txt', '--timeout', '1s'], /--timeout.*milliseconds/],
  ['a negative timeout', ['a.txt', '--timeout', '-1'], /--timeout/],
  ['a concurrency of 0', ['a.txt', '--concurrency', '0'], /--concurrency.*from 1/],
]

test('cli: upload checks everything before it sends anything, exit code 2', async (context) => {
  const { receiver, url, cwd } = await prepare(context, { 'a.txt': 'a', 'folder/b.txt': 'b' })
  for (const [what, parameters, message] of REFUSED) {
    await context.test(what, async () => {
      const target = parameters.includes('--url') ? [] : ['--url', url]
      const { code, stdout, stderr } = await runCommand(['upload', ...parameters, ...target], { cwd })
      assert.equal(code, 2, stderr)
      assert.equal(stdout, '')
      assert.match(stderr, message)
    })
  }
  const noUrl = await runCommand(['upload', 'a.txt'], { cwd })
  assert.equal(noUrl.code, 2)
  assert.match(noUrl.stderr, /^uploadtask: there is no URL to upload to: add --url http/)
  const both = await runCommand(['upload', 'a.txt', 'nothing.txt', '--url', url], { cwd })
  assert.equal(both.code, 2)
  assert.equal(receiver.uploads.length, 0)
})

test('cli: upload finds files by patterns; a file of that very name comes first; none is sent twice', async (context) => {
  const names = ['a.txt', 'b1.txt', 'b[1].txt', '.hidden.txt', 'deep/c.jpg', 'deep/er/d.png', 'deep/er/e.gif']
  const { receiver, url, cwd } = await prepare(context, Object.fromEntries(names.map((name) => [name, name])))
  const filesOf = async (/** @type {string[]} */ ...parameters) => {
    const { code, lines } = await runCommand(['upload', ...parameters, '--url', url, '--json'], { cwd })
    assert.equal(code, 0)
    return lines.map((line) => JSON.parse(line).file).sort()
  }
  assert.deepEqual(await filesOf('b[1].txt'), ['b[1].txt'])
  assert.deepEqual(arrived(receiver), ['b[1].txt'])
  fs.rmSync(path.join(cwd, 'b[1].txt'))
  assert.deepEqual(await filesOf('b[1].txt'), ['b1.txt'])
  assert.deepEqual(await filesOf('*.txt', 'a.txt'), ['a.txt', 'b1.txt'])
  assert.deepEqual(await filesOf('a.txt', '*.txt'), ['a.txt', 'b1.txt'])
  assert.deepEqual(await filesOf('deep/**/*.{jpg,png}'), ['deep/c.jpg', 'deep/er/d.png'])
  assert.deepEqual(await filesOf(path.join(cwd, 'deep', '*').replaceAll('\\', '/')), [
    path.join(cwd, 'deep', 'c.jpg').replaceAll('\\', '/'),
  ])
})

test('cli: --timeout ends an upload, --timeout 0 lifts the limit, for every dialect', async (context) => {
  const { url, cwd } = await prepare(context, { 'a.txt': 'a' }, [{ match: { path: '/slow' }, delay: 700 }])
  const codes = { vela: 204, quickapp: 204, wx: 5, taro: 5, alipay: 12 }
  for (const [dialect, code] of Object.entries(codes)) {
    const parameters = [
      'upload',
      'a.txt',
      '--url',
      `${url}/slow`,
      '--json',
      '--dialect',
      dialect,
      '--timeout',
    ]
    const limited = await runCommand([...parameters, '100'], { cwd })
    assert.equal(limited.code, 1, dialect)
    assert.equal(JSON.parse(limited.lines[0]).error.code, code)
    const unlimited = await runCommand([...parameters, '0'], {
      cwd,
      env: { UPLOADTASK_UPLOAD_TIMEOUT: '100' },
    })
    assert.equal(unlimited.code, 0, `${dialect}: ${unlimited.stdout}`)
  }
})

test('cli: --concurrency is how many uploads run at once; the others wait, whatever onLimit says', async (context) => {
  const names = ['a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt']
  const { receiver, url, cwd } = await prepare(
    context,
    {
      ...Object.fromEntries(names.map((name) => [name, name])),
      'uploadtask.config.json': '{ "onLimit": "fail" }',
    },
    [{ delay: 100 }],
  )
  let running = 0
  let most = 0
  receiver.on('start', () => {
    running += 1
    most = Math.max(most, running)
  })
  receiver.on('answer', () => {
    running -= 1
  })
  const { code, lines } = await runCommand(['upload', '*.txt', '--url', url, '--concurrency', '2'], { cwd })
  assert.equal(code, 0, lines.join('\n'))
  assert.deepEqual(arrived(receiver), names)
  assert.equal(most, 2)
})

// Long to send, and read so fast that the receiver soon comes to where an abort cuts it off.
const LARGE = 2 ** 30
const RATE = 50_000_000

for (const [signal, expected] of /** @type {const} */ ([
  ['SIGINT', 130],
  ['SIGTERM', 143],
])) {
  test(`cli: ${signal} aborts the uploads, those that wait too, exit code ${expected}`, {
    skip: process.platform === 'win32' && 'signals end programs at once there',
  }, async (context) => {
    const { receiver, url, cwd } = await prepare(context, { 'a.bin': '', 'b.bin': 'b' }, [{ throttle: RATE }])
    fs.truncateSync(path.join(cwd, 'a.bin'), LARGE)
    const started = new Promise((resolve) => receiver.once('start', resolve))
    const parameters = [
      'upload',
      'a.bin',
      'b.bin',
      '--url',
      url,
      '--timeout',
      '0',
      '--concurrency',
      '1',
      '--json',
    ]
    const { child, ended } = startCommand(context, parameters, { cwd })
    await started
    child.kill(signal)
    const { code, stdout, stderr } = await ended
    assert.equal(code, expected)
    const results = byFile(stdout.trim().split('\n'))
    assert.deepEqual(Object.keys(results).sort(), ['a.bin', 'b.bin'])
    for (const { ok, error } of Object.values(results)) {
      assert.equal(ok, false)
      assert.equal(error.message, `aborted by ${signal}`)
    }
    assert.equal(stderr, 'uploadtask: 2 files not uploaded\n')
    const upload = await receiver.next({}, { state: 'failed' })
    assert.equal(upload.error?.code, 'aborted')
    assert.equal(receiver.uploads.length, 1)
  })
}

test('cli: a reader that goes away ends the upload without a word, exit code 141', {
  skip: process.platform === 'win32' && 'there are no such pipes',
}, async (context) => {
  const { url, cwd } = await prepare(context, { 'a.txt': 'a', 'b.txt': 'b' }, [
    { match: { filename: 'b.txt' }, delay: 500 },
  ])
  const line = `"${process.execPath}" "${bin}" upload a.txt b.txt --url "${url}" | head -n 1; echo "$PIPESTATUS"`
  const { ended } = startProcess(context, ['bash', '-c', line], { cwd })
  const { stdout, stderr } = await ended
  assert.match(stdout, /^✓ a\.txt {2}200 .*\n141\n$/)
  assert.equal(stderr, '')
})

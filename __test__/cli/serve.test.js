'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const http = require('node:http')
const net = require('node:net')
const os = require('node:os')
const path = require('node:path')
const { once } = require('node:events')
const test = require('node:test')
const uploadtask = require('uploadtask')
const { version } = require('uploadtask/package.json')
const { temporaryFile, temporaryFolder } = require('../support/files.js')
const { openRulesFile } = require('../../lib/cli/serve/rules-file.js')
const { runCommand, startCommand } = require('./command.js')

const noSignals = process.platform === 'win32' && 'signals end programs at once there'

/**
 * Uploads a file; returns the status and the answer.
 *
 * @param {string} url
 * @param {string} filePath
 * @returns {Promise<{ statusCode: number, data: string } | { failed: string }>}
 */
function upload(url, filePath) {
  return new Promise((resolve) => {
    uploadtask.uploadFile({
      ...{ url, filePath, name: 'file' },
      success: ({ statusCode, data }) => resolve({ statusCode, data }),
      fail: (data) => resolve({ failed: data }),
    })
  })
}

/** The status that a GET with this Host gets. */
function statusOf(/** @type {string} */ url, /** @type {string | undefined} */ host = undefined) {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent: false, headers: host === undefined ? {} : { Host: host } })
    request.on('response', (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    request.on('error', reject)
  })
}

/**
 * Starts `serve` on a free port.
 *
 * @param {import('node:test').TestContext} context
 * @param {string[]} [parameters]
 * @param {Parameters<typeof startCommand>[2]} [options]
 */
async function serve(context, parameters = [], options = {}) {
  const started = startCommand(context, ['serve', '--port', '0', ...parameters], options)
  const [, url] = await started.printed(/^ +here +(http:\/\/\S+)$/m)
  await started.printed(/Ctrl-C/)
  return { ...started, url }
}

/**
 * Starts `serve --json` on a free port; returns its events.
 *
 * @param {import('node:test').TestContext} context
 * @param {string[]} [parameters]
 * @param {Parameters<typeof startCommand>[2]} [options]
 */
async function serveJson(context, parameters = [], options = {}) {
  const started = startCommand(context, ['serve', '--port', '0', '--json', ...parameters], options)
  /** The first event with this name that the test holds for. */
  const event = async (/** @type {string} */ name, /** @type {number} */ count = 1) => {
    const line = `(?:^\\{"event":"${name}".*\\}\\n(?:\\{.*\\}\\n)*?){${count - 1}}^(\\{"event":"${name}".*\\})$`
    const found = await started.printed(new RegExp(line, 'm'))
    return JSON.parse(found[1])
  }
  return { ...started, event, listening: await event('listening') }
}

test('cli: serve prints its URLs, and a line for each upload', async (context) => {
  const { url, printed, ended, child } = await serve(context)
  const [, inspector] = await printed(/^ +(http:\/\/\S+\/__uploadtask\/)/m)
  assert.equal(inspector, `${url}/__uploadtask/`)
  assert.equal(await statusOf(inspector), 200)
  await printed(new RegExp(`uploadtask ${version.replaceAll('.', '\\.')} `))
  const file = temporaryFile(context, 'note.txt', 'hello')
  const answer = await upload(`${url}/here?x=1`, file)
  assert.equal('statusCode' in answer && answer.statusCode, 200)
  await printed(/^POST \/here\?x=1 {2}note\.txt {2}5 B {2}\d+ ms {2}200$/m)
  child.kill()
  const { stdout, stderr } = await ended
  assert.equal(stderr, '')
  assert.doesNotMatch(stdout, /network|phone/)
  assert.ok(!stdout.includes('\x1b'), 'there are no colours in a pipe')
})

test('cli: serve --json prints a line of JSON for each event', async (context) => {
  const { listening, event } = await serveJson(context)
  const { port, url } = listening
  assert.deepEqual(listening, {
    ...{ event: 'listening', url: `http://127.0.0.1:${port}`, inspector: `${url}/__uploadtask/` },
    urls: [{ url, inspector: `${url}/__uploadtask/`, address: '127.0.0.1', lan: false }],
    port,
  })
  await upload(`${url}/here`, temporaryFile(context, 'note.txt', 'hello'))
  const told = await event('upload')
  assert.equal(told.state, 'complete')
  assert.equal(told.method, 'POST')
  assert.equal(told.path, '/here')
  assert.equal(told.response.status, 200)
  assert.ok(Number.isInteger(told.durationMs))
  assert.equal(told.files[0].filename, 'note.txt')
  assert.equal(told.files[0].size, 5)
  assert.equal(fs.readFileSync(told.files[0].file, 'utf8'), 'hello')
})

test('cli: serve tells of uploads that were refused, dropped or broken off', async (context) => {
  const rules = temporaryFile(
    context,
    'rules.json',
    '[{ "id": "no", "match": { "path": "/no" }, "respond": { "status": 403 } }, { "match": { "path": "/drop" }, "fault": { "drop": 5 } }]',
  )
  const { url, printed } = await serve(context, ['--rules', rules, '--max-upload', '1kB'])
  await printed(/rules\.json: 2 rules/)
  const file = temporaryFile(context, 'note.txt', 'hello')
  await upload(`${url}/no`, file)
  await printed(/^POST \/no {2}note\.txt {2}5 B {2}\d+ ms {2}403 {2}rule no$/m)
  await upload(`${url}/drop`, file)
  await printed(/^POST \/drop .* no answer {2}\S/m)
  const answer = await upload(`${url}/large`, temporaryFile(context, 'large.bin', 'x'.repeat(2000)))
  assert.equal('statusCode' in answer && answer.statusCode, 413)
  await printed(/^POST \/large .* 413 {2}\S/m)

  const socket = net.connect(Number(new URL(url).port), '127.0.0.1')
  const boundary = 'multipart/form-data; boundary=x'
  socket.end(
    `POST /cut HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${boundary}\r\nContent-Length: 500\r\n\r\n--x\r\n`,
  )
  await printed(/^POST \/cut .* no answer {2}\S/m)
})

test('cli: serve tells of an upload whose client has not waited for the answer', async (context) => {
  const rules = temporaryFile(context, 'rules.json', '[{ "delay": 60000 }]')
  const { url, printed } = await serve(context, ['--rules', rules])
  const socket = net.connect(Number(new URL(url).port), '127.0.0.1')
  const body = '--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nhi\r\n--x--\r\n'
  const head = 'POST /gone HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x'
  socket.write(`${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  for (let list = ''; !list.includes('"complete"'); ) {
    list = await (await fetch(`${url}/__uploadtask/api/uploads`)).text()
  }
  socket.destroy()
  await printed(/^POST \/gone {2}a\.txt {2}2 B {2}\d+ ms {2}no answer$/m)
})

test('cli: a file name cannot steer the terminal of serve', async (context) => {
  const { url, printed, child, ended } = await serve(context)
  const request = http.request(`${url}/x`, {
    method: 'POST',
    headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
  })
  const disposition = 'Content-Disposition: form-data; name="f"; filename="a\x1b[2J\x07\u202eb.txt"'
  request.end(`--x\r\n${disposition}\r\n\r\nhi\r\n--x--\r\n`)
  const [response] = await once(request, 'response')
  response.resume()
  await printed(/^POST \/x .*b\.txt.* 200$/m)
  child.kill()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about.
  assert.doesNotMatch((await ended).stdout, /[\x00-\x09\x0b-\x1f\x7f\u202e]/)
})

for (const [signal, expected] of /** @type {const} */ ([
  ['SIGINT', 130],
  ['SIGTERM', 143],
])) {
  test(`cli: ${signal} closes serve cleanly, with its temporary files removed: exit code ${expected}`, {
    skip: noSignals,
  }, async (context) => {
    const temporary = fs.realpathSync(temporaryFolder(context))
    const { listening, event, child, ended } = await serveJson(context, [], { env: { TMPDIR: temporary } })
    await upload(listening.url, temporaryFile(context))
    const { files } = await event('upload')
    assert.ok(files[0].file.startsWith(temporary))
    // One upload is still on its way.
    const socket = net.connect(listening.port, '127.0.0.1')
    socket.on('error', () => {})
    context.after(() => socket.destroy())
    socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n')
    socket.write('Content-Length: 500\r\n\r\n--x\r\n')
    await once(socket, 'connect')
    child.kill(signal)
    const { code, stderr } = await ended
    assert.equal(code, expected)
    assert.equal(stderr, '')
    assert.deepEqual(fs.readdirSync(temporary), [])
  })
}

test('cli: serve --keep leaves the files in the directory', { skip: noSignals }, async (context) => {
  const folder = path.join(temporaryFolder(context), 'received', 'here')
  const { listening, event, child, ended } = await serveJson(context, ['--keep', folder])
  await upload(listening.url, temporaryFile(context, 'note.txt', 'kept'))
  const { files } = await event('upload')
  // Each upload has a folder, with its time and id.
  assert.equal(path.dirname(path.dirname(files[0].file)), path.resolve(folder))
  assert.equal(path.basename(files[0].file), 'note.txt')
  child.kill()
  await ended
  assert.equal(fs.readFileSync(files[0].file, 'utf8'), 'kept')
})

test('cli: serve --keep with something that is no directory is refused, exit code 2', async (context) => {
  const file = temporaryFile(context)
  const { code, stdout, stderr } = await runCommand(['serve', '--port', '0', '--keep', file])
  assert.equal(code, 2)
  assert.equal(stdout, '')
  assert.match(stderr, /^uploadtask: cannot keep files in .*; choose a directory/)
})

test('cli: a port that is in use: exit code 1, and what to do', async (context) => {
  const server = net.createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => server.close())
  const { port } = /** @type {net.AddressInfo} */ (server.address())
  const { code, stdout, stderr } = await runCommand(['serve', '--port', String(port)])
  assert.equal(code, 1)
  assert.equal(stdout, '')
  assert.equal(stderr, `uploadtask: port ${port} is in use; \`--port 0\` takes a free one\n`)
})

test('cli: an address that this machine does not have: exit code 1, and what to do', async () => {
  const { code, stderr } = await runCommand(['serve', '--port', '0', '--host', '203.0.113.7'])
  assert.equal(code, 1)
  assert.equal(
    stderr,
    'uploadtask: this machine has no address 203.0.113.7; `--host` alone listens on all it has\n',
  )
})

/** @type {Array<[what: string, parameters: string[], message: RegExp]>} */
const REFUSED = [
  ['a port that is none', ['--port', '65536'], /--port.*from 0 to 65535/],
  ['a size that is none', ['--max-upload', 'big'], /--max-upload.*number of bytes/],
  ['a size of 0', ['--max-total', '0'], /--max-total.*number of bytes/],
  ['a size in an unknown unit', ['--max-total', '5XB'], /--max-total.*number of bytes/],
  ['a host name with a scheme', ['--allow-host', 'http://a.example'], /--allow-host.*host name alone/],
  ['a host name with a port', ['--allow-host', 'a.example:80'], /--allow-host.*host name alone/],
  ['--open without the inspector', ['--open', '--no-inspector'], /--open shows the inspector/],
  ['a parameter', ['folder'], /too many arguments/],
  [
    'a rules file that is not there',
    ['--rules', 'nothing.json'],
    /rules file nothing\.json: there is no such file/,
  ],
]

test('cli: a rules file with a byte order mark is read, one in UTF-16 refused', (context) => {
  const read = (/** @type {Buffer} */ content) =>
    openRulesFile(temporaryFile(context, 'rules.json', content)).rules
  assert.deepEqual(read(Buffer.from('\uFEFF[\r\n]\r\n')), [])
  assert.throws(() => read(Buffer.from('\uFEFF[]', 'utf16le')), /rules\.json is in UTF-16: save it as UTF-8$/)
})

for (const [what, parameters, message] of REFUSED) {
  test(`cli: serve refuses ${what}, exit code 2`, async () => {
    const { code, stdout, stderr } = await runCommand(['serve', ...parameters])
    assert.equal(code, 2, stderr)
    assert.equal(stdout, '')
    assert.match(stderr, message)
  })
}

test('cli: serve refuses rules with a mistake, naming the line, exit code 2', async (context) => {
  const cwd = temporaryFolder(context)
  fs.writeFileSync(
    path.join(cwd, 'rules.json'),
    '[\n  { "respond": { "status": 413 } },\n  { "match": { "pth": "/a" } }\n]',
  )
  const { code, stdout, stderr } = await runCommand(['serve', '--port', '0', '--rules', 'rules.json'], {
    cwd,
  })
  assert.equal(code, 2)
  assert.equal(stdout, '')
  assert.match(stderr, /^uploadtask: rules\.json:3:\d+: .*pth.*path/)
})

test('cli: serve reads its rules again when the file changes; with a mistake the old ones stay', async (context) => {
  const cwd = temporaryFolder(context)
  const rules = path.join(cwd, 'rules.json')
  const file = temporaryFile(context)
  fs.writeFileSync(rules, '[{ "respond": { "status": 401 } }]')
  const { url, printed, child, ended } = await serve(context, ['--rules', 'rules.json'], { cwd })
  const status = async () => {
    const answer = await upload(url, file)
    return 'statusCode' in answer && answer.statusCode
  }
  await printed(/rules\.json: 1 rule;/)
  assert.equal(await status(), 401)

  fs.writeFileSync(rules, '[{ "respond": { "status": 402 } }, { "respond": { "status": 500 } }]')
  await printed(/^rules\.json reloaded: 2 rules$/m)
  assert.equal(await status(), 402)

  fs.writeFileSync(rules, '[{ "respond": { "status": 403 } },\n  ?]')
  await printed(/^rules\.json:2:\d+: .*; the previous rules stay in effect$/m)
  assert.equal(await status(), 402)

  fs.rmSync(rules)
  await printed(/rules\.json: there is no such file; the previous rules stay in effect$/m)
  assert.equal(await status(), 402)

  // As editors save: another file takes its place.
  fs.writeFileSync(`${rules}.new`, '[]')
  fs.renameSync(`${rules}.new`, rules)
  await printed(/^rules\.json reloaded: no rules$/m)
  assert.equal(await status(), 200)

  // On Windows the folder that a program runs in cannot be removed.
  child.kill()
  await ended
})

test('cli: serve --json tells of rules that were read again or could not be', async (context) => {
  const rules = temporaryFile(context, 'rules.json', '[]')
  const { event } = await serveJson(context, ['--rules', rules])
  fs.writeFileSync(rules, '[{ "respond": { "status": 402 } }]')
  assert.deepEqual(await event('rules'), { event: 'rules', file: rules, count: 1 })
  fs.writeFileSync(rules, '[')
  assert.match((await event('rules-error')).message, /rules\.json:1:\d+: /)
})

const lan = Object.values(os.networkInterfaces())
  .flatMap((list) => list ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')

for (const [what, parameters] of /** @type {const} */ ([
  ['--host', ['--host']],
  ['--host 0.0.0.0', ['--host', '0.0.0.0']],
])) {
  test(`cli: serve ${what} prints the URLs for a phone, and that others can upload`, {
    skip: !lan && 'this machine has no address in a network',
  }, async (context) => {
    const { url, printed } = await serve(context, [...parameters])
    const { port } = new URL(url)
    const [, phone, inspector] = await printed(/^ +phone +(\S+)\n +(\S+\/__uploadtask\/)/m)
    assert.equal(phone, `http://${new URL(phone).hostname}:${port}`)
    assert.ok(net.isIPv4(new URL(phone).hostname))
    assert.equal(inspector, `${phone}/__uploadtask/`)
    await printed(/Everyone on this network can upload here, and see and download what was uploaded\./)
    const answer = await upload(`${phone}/a`, temporaryFile(context))
    assert.equal('statusCode' in answer && answer.statusCode, 200)
  })
}

test('cli: serve on an address of the network alone says so too', {
  skip: !lan && 'this machine has no address in a network',
}, async (context) => {
  const { printed } = startCommand(context, ['serve', '--port', '0', '--host', lan?.address ?? ''])
  await printed(new RegExp(`^ +phone +http://${lan?.address.replaceAll('.', '\\.')}:\\d+$`, 'm'))
  await printed(/Everyone on this network can upload here/)
})

test('cli: serve answers to its own names, and to those of --allow-host', async (context) => {
  const { url } = await serve(context, ['--allow-host', 'a.example', '--allow-host', '.b.example'])
  const page = `${url}/__uploadtask/`
  assert.equal(await statusOf(page, 'localhost'), 200)
  assert.equal(await statusOf(page, 'a.example:80'), 200)
  assert.equal(await statusOf(page, 'deep.b.example'), 200)
  assert.equal(await statusOf(page, 'c.example'), 421)
})

for (const [parameters, replay] of /** @type {const} */ ([
  [[], false],
  [['--allow-replay'], true],
])) {
  test(`cli: serve ${parameters} ${replay ? 'lets' : 'does not let'} other machines send uploads again`, {
    skip: !lan && 'this machine has no address in a network',
  }, async (context) => {
    const { url } = await serve(context, ['--host', ...parameters])
    const infoOf = async (/** @type {string} */ host) =>
      (await fetch(`http://${host}:${new URL(url).port}/__uploadtask/api/info`)).json()
    assert.equal(/** @type {any} */ (await infoOf('127.0.0.1')).replay, true)
    assert.equal(/** @type {any} */ (await infoOf(lan?.address ?? '')).replay, replay)
  })
}

test('cli: serve --no-inspector has no page, and names none', async (context) => {
  const { url, child, ended } = await serve(context, ['--no-inspector'])
  assert.equal(await statusOf(`${url}/__uploadtask/`), 404)
  child.kill()
  assert.doesNotMatch((await ended).stdout, /__uploadtask/)
})

test('cli: --max-total removes the oldest files', async (context) => {
  const folder = temporaryFolder(context)
  const { listening, event } = await serveJson(context, ['--keep', folder, '--max-total', '1.5KiB'])
  const file = temporaryFile(context, 'kilobyte.bin', 'x'.repeat(1000))
  await upload(listening.url, file)
  const first = await event('upload')
  await upload(listening.url, file)
  const second = await event('upload', 2)
  assert.notEqual(first.id, second.id)
  // It goes on receiving meanwhile, and nothing is said of the end.
  while (fs.existsSync(path.dirname(first.files[0].file)))
    await new Promise((resolve) => setTimeout(resolve, 5))
  assert.equal(fs.existsSync(second.files[0].file), true)
})

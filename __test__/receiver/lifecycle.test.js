'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const test = require('node:test')
const { createReceiver } = require('../../lib/receiver/index.js')
const { runNode } = require('../support/child')
const { temporaryFile, temporaryFolder } = require('../support/files')
const { startRawServer } = require('../support/raw-server')
const { body, connect, exchange, field, file, filesIn, request, startReceiver } = require('./support')

/** Runs a program that has a receiver, `port`, and a whole upload in it. */
function runWithUpload(/** @type {string} */ options, /** @type {string} */ end) {
  return runNode([
    '--input-type=commonjs',
    '-e',
    `const { createReceiver } = require('./lib/receiver/index.js')
     const receiver = createReceiver(${options})
     receiver.listen().then(async ({ url, port }) => {
       const form = new FormData()
       form.append('f', new Blob(['data']), 'x')
       await fetch(url, { method: 'POST', body: form })
       const [{ file }] = (await receiver.next()).files
       console.log(JSON.stringify({ directory: receiver.directory, file, there: require('fs').existsSync(file) }))
       ${end}
     })`,
  ])
}

/** One that has begun a second upload, too. */
const begin = `
  const socket = require('node:net').connect(port, '127.0.0.1')
  socket.on('error', () => {})
  const part = '--b\\r\\nContent-Disposition: form-data; name="f"; filename="y"\\r\\n\\r\\n' + 'x'.repeat(1200000)
  socket.write('POST / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Type: multipart/form-data; boundary=b\\r\\nContent-Length: 2000000\\r\\n\\r\\n' + part)
  const [fs, path] = [require('node:fs'), require('node:path')]
  const isWritten = (name) => name.endsWith('.part') && fs.statSync(path.join(receiver.directory, name)).size > 0
  while (!fs.readdirSync(receiver.directory, { recursive: true }).some(isWritten)) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
`

test('receiver: nothing is left when the process ends, however it ends', async () => {
  for (const end of [
    'await receiver.close()',
    'process.exit(0)',
    `${begin}; process.exit(0)`,
    `${begin}; await receiver.close()`,
    // Windows has no signals.
    ...(process.platform === 'win32'
      ? []
      : [
          `process.on('SIGTERM', () => process.exit(0)); process.kill(process.pid, 'SIGTERM')`,
          `process.on('SIGINT', () => receiver.close()); process.kill(process.pid, 'SIGINT')`,
        ]),
    `process.on('uncaughtException', () => process.exit(0)); setImmediate(() => { throw new Error('x') })`,
  ]) {
    const { code, stdout, stderr } = await runWithUpload('', end)
    assert.equal(stderr, '', end)
    assert.equal(code, 0, end)
    const { directory, there } = JSON.parse(stdout)
    assert.equal(there, true)
    assert.equal(path.dirname(path.dirname(directory)), os.tmpdir())
    assert.equal(fs.existsSync(path.dirname(directory)), false, end)
  }
})

test('receiver: nothing is left when a signal ends the process, which it does as ever', {
  skip: process.platform === 'win32' && 'a process of Windows that is killed does nothing more',
}, async () => {
  for (const wanted of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    const { signal, stdout } = await runWithUpload('', `process.kill(process.pid, '${wanted}')`)
    assert.equal(signal, wanted)
    assert.equal(fs.existsSync(JSON.parse(stdout).directory), false)
  }
})

test('receiver: a folder that was given keeps whole files, and no halves', async (context) => {
  for (const end of [
    'process.exit(0)',
    'await receiver.close()',
    `${begin}; process.exit(0)`,
    `${begin}; await receiver.close()`,
  ]) {
    const directory = path.join(temporaryFolder(context), 'new', 'folder')
    const { code, stdout, stderr } = await runWithUpload(JSON.stringify({ directory }), end)
    assert.equal(stderr, '')
    assert.equal(code, 0)
    const told = JSON.parse(stdout)
    assert.equal(told.directory, directory)
    assert.deepEqual(filesIn(directory), [path.relative(directory, told.file)])
    assert.equal(path.basename(told.file), 'x')
    assert.equal(fs.readFileSync(told.file, 'utf8'), 'data')
  }
})

test('receiver: a folder that was given is emptied of its own files without keep', async (context) => {
  for (const end of ['process.exit(0)', 'await receiver.close()', `${begin}; process.exit(0)`]) {
    const directory = temporaryFolder(context)
    fs.writeFileSync(path.join(directory, 'mine'), '')
    const { code } = await runWithUpload(JSON.stringify({ directory, keep: false }), end)
    assert.equal(code, 0)
    assert.deepEqual(fs.readdirSync(directory), ['mine'])
  }
})

test('receiver: a receiver that does not listen does not keep the process alive', async () => {
  const { code, stdout, stderr } = await runNode([
    '--input-type=commonjs',
    '-e',
    `const { createReceiver } = require('./lib/receiver/index.js')
     const receiver = createReceiver()
     void receiver.next()
     console.log(receiver.directory)`,
  ])
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  assert.equal(fs.existsSync(stdout.trim()), false)
})

test('receiver: clear() removes what has ended, and what comes in goes on', async (context) => {
  const { receiver, port } = await startReceiver(context)
  /** @type {string[]} */
  const events = []
  receiver.on('clear', () => events.push('clear'))
  receiver.on('remove', () => events.push('remove'))
  const bytes = request(body(file('f', 'slow', 'data')))
  const slow = connect(context, port)
  const head = new Promise((resolve) => receiver.once('head', resolve))
  slow.send(bytes.subarray(0, -30))
  await head
  await exchange(context, port, request(body(file('f', 'x', 'data'))))
  await exchange(context, port, request('broken'))
  assert.equal(receiver.uploads.length, 3)
  await receiver.clear()
  assert.deepEqual(
    receiver.uploads.map((upload) => upload.state),
    ['receiving'],
  )
  slow.send(bytes.subarray(-30))
  const upload = await receiver.next()
  assert.deepEqual(filesIn(receiver.directory), [path.relative(receiver.directory, upload.files[0].file)])
  assert.deepEqual(events, ['clear'])
})

test('receiver: close() ends connections and uploads at once, and may be called again', async (context) => {
  const { receiver, port, url } = await startReceiver(context)
  const idle = connect(context, port)
  const busy = connect(context, port)
  const events = await fetch(`${url}/__uploadtask/api/events`)
  const head = new Promise((resolve) => receiver.once('head', resolve))
  busy.send(request(body(file('f', 'x', Buffer.alloc(100_000)))).subarray(0, 50_000))
  await head
  const [upload] = receiver.uploads
  await Promise.all([receiver.close(), receiver.close()])
  await Promise.all([idle.closed, busy.closed, events.text().catch(() => {})])
  assert.equal(upload.state, 'failed')
  assert.equal(upload.error?.code, 'aborted')
  assert.equal(fs.existsSync(receiver.directory), false)
  await receiver.close()
  await assert.rejects(receiver.listen(), /closed; make a new one/)
})

test('receiver: a folder that cannot be written is an error that names it', async (context) => {
  const inFile = path.join(temporaryFile(context), 'folder')
  assert.throws(
    () => createReceiver({ directory: inFile }),
    (/** @type {any} */ error) => {
      assert.equal(error.code, 'ENOTDIR')
      assert.ok(
        error.message.startsWith(`createReceiver: files cannot be kept in ${inFile}: `),
        error.message,
      )
      return true
    },
  )
  // Read-only for root, too.
  if (!fs.existsSync('/proc/self')) return
  assert.throws(() => createReceiver({ directory: '/proc/self' }), /files cannot be kept in \/proc\/self: /)
})

test('receiver: says where it listens', async (context) => {
  const { receiver, url, inspector, urls, port } = await startReceiver(context)
  assert.equal(url, `http://127.0.0.1:${port}`)
  assert.equal(inspector, `${url}/__uploadtask/`)
  assert.deepEqual(urls, [{ url, inspector, address: '127.0.0.1', lan: false }])
  await assert.rejects(receiver.listen(), /is already listening/)

  const everywhere = createReceiver({ inspector: false })
  context.after(() => everywhere.close())
  const all = await everywhere.listen({ host: '0.0.0.0' })
  assert.equal(all.inspector, undefined)
  const addresses = Object.values(os.networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((one) => one.family === 'IPv4' && !one.internal)
  assert.deepEqual(
    all.urls,
    [{ address: '127.0.0.1', lan: false }, ...addresses.map(({ address }) => ({ address, lan: true }))].map(
      (one) => ({
        url: `http://${one.address}:${all.port}`,
        inspector: undefined,
        ...one,
      }),
    ),
  )
  for (const one of all.urls) {
    assert.equal((await fetch(one.url, { method: 'POST', body: new FormData() })).status, 200)
  }
  assert.equal((await fetch(`${all.url}/__uploadtask/`)).status, 404)
})

test('receiver: an address that cannot be had is an error that says what to do', async (context) => {
  const taken = await startRawServer(context, () => {})
  const receiver = createReceiver()
  context.after(() => receiver.close())
  /** @type {Array<[any, string | undefined, RegExp]>} */
  const wrong = [
    [
      { port: taken.port },
      'EADDRINUSE',
      new RegExp(`^listen: 127\\.0\\.0\\.1:${taken.port} is in use .*another port, or 0`),
    ],
    [
      { host: '192.0.2.1' },
      'EADDRNOTAVAIL',
      /^listen: 192\.0\.2\.1 is not an address of this machine: use 127\.0\.0\.1/,
    ],
    [{ port: 70000 }, undefined, /^listen: port should be a whole number, 0 to 65535/],
    [{ port: '80' }, undefined, /port/],
    [{ host: '' }, undefined, /host/],
    [
      { prot: 80 },
      undefined,
      /^listen: prot is unknown \(did you mean "port"\?\); the options are port, host$/,
    ],
  ]
  for (const [options, code, message] of wrong) {
    await assert.rejects(receiver.listen(options), (/** @type {any} */ error) => {
      assert.equal(error.code, code)
      assert.match(error.message, message)
      return true
    })
  }
  // It can try again.
  const { url } = await receiver.listen()
  assert.equal((await fetch(url, { method: 'POST', body: new FormData() })).status, 200)
})

test('receiver: listens at IPv6 addresses', {
  skip: hasIpv6() ? false : 'there is no IPv6 here',
}, async (context) => {
  const receiver = createReceiver()
  context.after(() => receiver.close())
  const { url, port, urls } = await receiver.listen({ host: '::1' })
  assert.equal(url, `http://[::1]:${port}`)
  assert.equal(urls[0].lan, false)
  assert.equal((await fetch(url, { method: 'POST', body: new FormData() })).status, 200)
})

function hasIpv6() {
  return Object.values(os.networkInterfaces()).some((list) => list?.some((one) => one.address === '::1'))
}

test('receiver: the module is its own default', () => {
  const module = require('../../lib/receiver/index.js')
  assert.equal(/** @type {any} */ (module).default, module)
  assert.deepEqual(Object.keys(module).sort(), [
    'checkOptions',
    'cosPost',
    'createReceiver',
    'ossPost',
    'parseRules',
    'passthrough',
    's3Post',
  ])
})

test('receiver: a clock that is set back lets no upload end before it began', async (context) => {
  const { receiver, port } = await startReceiver(context)
  receiver.once('start', () => context.mock.method(Date, 'now', () => 0))
  await exchange(context, port, request(body(field('a', '1'))))
  const { startedAt, endedAt } = await receiver.next()
  assert.equal(endedAt, startedAt)
})

'use strict'

const assert = require('node:assert/strict')
const { spawn } = require('node:child_process')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const readline = require('node:readline')
const test = require('node:test')
const { createRuntime } = require('../../index.js')
const { outcome } = require('../support/calls')
const { packageFolder } = require('../support/child')
const { sparseFile } = require('../support/files')
const { body, connect, exchange, field, file, replaceWrites, request, startReceiver } = require('./support')

const MEBIBYTE = 1024 * 1024

/** A receiver in a process of its own, which reports its peak memory. */
async function startApart(/** @type {import('node:test').TestContext} */ context) {
  const child = spawn(
    process.execPath,
    [
      '--input-type=commonjs',
      '-e',
      `const { createReceiver } = require('./lib/receiver/index.js')
       const { peakMemory } = require('./__test__/support/memory.js')
       const receiver = createReceiver({ maxUploads: 1 })
       receiver.listen().then(({ url }) => console.log(url))
       process.stdin.on('data', () => console.log(peakMemory()))
       process.stdin.on('end', () => receiver.close())`,
    ],
    { cwd: packageFolder, stdio: ['pipe', 'pipe', 'inherit'] },
  )
  context.after(
    () =>
      new Promise((resolve) => {
        child.on('exit', resolve)
        child.stdin.end()
      }),
  )
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => String((await lines.next()).value)
  const url = await next()
  const peak = async () => {
    child.stdin.write('peak\n')
    return Number(await next())
  }
  return { url, peak }
}

test('receiver: memory does not grow with the upload, and the digest of a large file is right', async (context) => {
  const { url, peak } = await startApart(context)
  const { wx } = createRuntime({ hostPaths: true })
  const upload = async (/** @type {number} */ size) => {
    const filePath = sparseFile(context, size)
    const { values } = await outcome(wx.uploadFile, { url, filePath, name: 'file' })
    return JSON.parse(values[0].data).files[0]
  }
  await upload(64 * MEBIBYTE)
  const before = await peak()
  const large = await upload(512 * MEBIBYTE)
  const grown = (await peak()) - before
  assert.equal(large.size, 512 * MEBIBYTE)
  const hash = createHash('sha256')
  const zeros = Buffer.alloc(MEBIBYTE)
  for (let count = 0; count < 512; count += 1) hash.update(zeros)
  assert.equal(large.sha256, hash.digest('hex'))
  assert.ok(grown < 64 * MEBIBYTE, `${Math.round(grown / MEBIBYTE)} MiB more`)
})

test('receiver: a thousand small files are not open at once', async (context) => {
  const { receiver, port } = await startReceiver(context)
  let open = 0
  let most = 0
  const { open: openFile } = fs.promises
  context.mock.method(fs.promises, 'open', async (/** @type {Parameters<typeof openFile>} */ ...values) => {
    const handle = await openFile(...values)
    open += 1
    most = Math.max(most, open)
    const { close } = handle
    handle.close = () => {
      open -= 1
      return close.call(handle)
    }
    return handle
  })
  const files = Array.from({ length: 1000 }, (_, index) => file('f', String(index), `content ${index}`))
  const { status } = await exchange(context, port, request(body(...files)))
  assert.equal(status, 200)
  assert.equal(most, 1)
  const upload = await receiver.next()
  for (const index of [0, 500, 999]) {
    assert.equal(fs.readFileSync(upload.files[index].file, 'utf8'), `content ${index}`)
  }
})

test('receiver: a slow disk slows the client down instead of filling memory', async (context) => {
  const { receiver, port } = await startReceiver(context)
  /** @type {() => void} */
  let go = () => {}
  const gate = new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
    go = resolve
  })
  await replaceWrites(context, async (write, buffers) => {
    await gate
    return write(buffers)
  })
  const size = 40 * MEBIBYTE
  const bytes = request(body(file('f', 'x', Buffer.alloc(size)), field('after', '1')))
  const connection = connect(context, port)
  connection.send(bytes)
  // The client is stopped once the receiver and the system hold all they can.
  let received = -1
  for (let still = 0; still < 5; ) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    const now = receiver.uploads[0]?.receivedBytes ?? -1
    still = now === received ? still + 1 : 0
    received = now
  }
  assert.ok(received >= MEBIBYTE, String(received))
  assert.ok(received < 6 * MEBIBYTE, String(received))
  go()
  await connection.until(/\}$/)
  const upload = await receiver.next()
  assert.equal(upload.files[0].size, size)
  assert.deepEqual(upload.fields, [{ name: 'after', value: '1' }])
})

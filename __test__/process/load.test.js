'use strict'
// More uploads at once than there is room for: they wait, and all of them succeed.

const assert = require('node:assert/strict')
const path = require('node:path')
const { test } = require('node:test')

const { record } = require('../support/calls')
const { issueRoot, issueServer } = require('../support/certificates')
const { deferred } = require('../support/counting-server')
const { temporaryFile, temporaryFolder } = require('../support/files')
const { startProgram } = require('../support/program')
const { startReceiver } = require('../support/receiver')
const { within } = require('../support/within')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

const certificates = issueRoot().then(async (root) => ({ ca: root.cert, secure: await issueServer(root) }))

/** Whether this system can limit the descriptors of one process. */
const canLimit = process.platform !== 'win32'

/**
 * The options of an upload that waits as long as it takes.
 *
 * @param {import('node:test').TestContext} context
 * @param {string} url
 */
const optionsFor = (context, url) => ({
  url,
  filePath: temporaryFile(context, 'small.bin', Buffer.alloc(1000, 'x')),
  name: 'file',
  timeout: 120_000,
})

/** @param {{ uploads: import('../support/receiver').ReceivedUpload[] }} receiver @param {number} count */
function assertAllArrived(receiver, count) {
  assert.equal(receiver.uploads.length, count)
  for (const { files } of receiver.uploads) assert.equal(files[0].size, 1000)
}

/** Answers and closes the connection, so that each upload needs one of its own. @type {import('../support/receiver').Answer} */
const answerAndClose = (_upload, _request, response) => {
  response.setHeader('Connection', 'close')
  response.end()
}

for (const maxConcurrency of [undefined, 2000]) {
  const title = `H28 2,000 uploads at once all succeed (maxConcurrency ${maxConcurrency ?? 'of the platforms'})`
  test(title, { timeout: 120_000 }, async (context) => {
    const receiver = await startReceiver(context, (_upload, _request, response) => void response.end())
    const groups = [{ count: 2000, options: optionsFor(context, receiver.url) }]
    const input = { groups, config: { maxConcurrency } }
    const program = startProgram(context, 'upload-all', input, { timeout: 120_000 })
    const { code, stderr, reports } = await program.ended
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
    assert.deepEqual(reports[1].outcomes, { 200: 2000 })
    assertAllArrived(receiver, 2000)
  })
}

test('H28 2,000 uploads at once in this process', { timeout: 120_000 }, async (context) => {
  const receiver = await startReceiver(context, (_upload, _request, response) => void response.end())
  const { wx, vela } = createRuntime()
  const options = optionsFor(context, receiver.url)
  const uploads = Array.from({ length: 2000 }, (_, index) =>
    record((index % 2 ? vela : wx).uploadFile, options),
  )
  for (const calls of await Promise.all(uploads.map(({ done }) => done))) {
    assert.deepEqual(
      calls.map(([name]) => name),
      ['success', 'complete'],
    )
  }
  assertAllArrived(receiver, 2000)
})

/**
 * Runs uploads in a process that may have 80 descriptors; expects that all of them succeed.
 *
 * @param {import('node:test').TestContext} context
 * @param {Array<{ count: number, options: object }>} groups
 * @param {object} [config]
 * @param {Record<string, string>} [env]
 * @param {(program: ReturnType<typeof startProgram>) => Promise<unknown>} [accompany]
 */
async function assertAllSucceed(context, groups, config = {}, env = {}, accompany = async () => {}) {
  const options = { descriptors: 80, timeout: 120_000, env }
  const program = startProgram(context, 'upload-all', { groups, config }, options)
  await accompany(program)
  const { code, stderr, reports } = await program.ended
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  const count = groups.reduce((sum, group) => sum + group.count, 0)
  assert.deepEqual(reports[reports.length - 1].outcomes, { 200: count })
}

for (const config of [{}, { maxConcurrency: 400 }]) {
  for (const kept of [true, false]) {
    const title = `H28 400 uploads with 80 descriptors (${JSON.stringify(config)}, connections ${kept ? '' : 'not '}kept)`
    test(title, { timeout: 120_000, skip: !canLimit }, async (context) => {
      const receiver = await startReceiver(context, kept ? undefined : answerAndClose)
      await assertAllSucceed(context, [{ count: 400, options: optionsFor(context, receiver.url) }], config)
      assertAllArrived(receiver, 400)
    })
  }
}

test('Q8 H28 one upload with more files than the process may have open fails, and says what to do', {
  skip: !canLimit,
}, async (context) => {
  const receiver = await startReceiver(context)
  const uri = temporaryFile(context, 'small.bin', Buffer.alloc(1000, 'x'))
  const options = { url: receiver.url, files: Array.from({ length: 200 }, () => ({ uri })), timeout: 0 }
  const input = { groups: [{ count: 1, dialect: 'quickapp', options }] }
  const program = startProgram(context, 'upload-all', input, { descriptors: 80 })
  const { code, stderr, reports } = await program.ended
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  assert.deepEqual(Object.keys(reports[1].outcomes), [
    'the process may not have 200 files open at once: send fewer in one upload, or raise its limit (ulimit -n)',
  ])
  assert.equal(receiver.uploads.length, 0)
})

test('H28 400 uploads with 80 descriptors that all wait for an answer', {
  timeout: 120_000,
  skip: !canLimit,
}, async (context) => {
  const receiver = await startReceiver(context, (_upload, _request, response) => {
    setTimeout(() => response.end(), 50)
  })
  const groups = [{ count: 400, options: optionsFor(context, receiver.url) }]
  await assertAllSucceed(context, groups, { maxConcurrency: 400 })
  assertAllArrived(receiver, 400)
})

test('H28 400 https uploads to a host name with 80 descriptors, each over a connection of its own', {
  timeout: 120_000,
  skip: !canLimit,
}, async (context) => {
  const { ca, secure } = await certificates
  const receiver = await startReceiver(context, answerAndClose, secure)
  const url = receiver.url.replace('127.0.0.1', 'localhost')
  const groups = [{ count: 400, options: optionsFor(context, url) }]
  await assertAllSucceed(context, groups, { maxConcurrency: 400, ca })
  assertAllArrived(receiver, 400)
})

for (const variable of ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS']) {
  test(`H28 H21 the roots of ${variable} are read although uploads hold all descriptors`, {
    timeout: 120_000,
    skip: !canLimit,
  }, async (context) => {
    const { ca, secure } = await certificates
    /** @type {import('node:http').ServerResponse[]} */
    const held = []
    let isHolding = true
    const full = deferred()
    const plain = await startReceiver(context, (_upload, _request, response) => {
      if (!isHolding) {
        response.end()
        return
      }
      held.push(response)
      if (held.length === 10) full.resolve()
    })
    const encrypted = await startReceiver(context, answerAndClose, secure)
    const missing = path.join(temporaryFolder(context), 'missing')
    const env = {
      SSL_CERT_FILE: `${missing}.pem`,
      SSL_CERT_DIR: missing,
      NODE_EXTRA_CA_CERTS: '',
      [variable]: temporaryFile(context, 'roots.pem', ca),
    }
    const groups = [
      { count: 100, options: optionsFor(context, plain.url) },
      { count: 5, options: optionsFor(context, encrypted.url) },
    ]
    await assertAllSucceed(context, groups, { maxConcurrency: 400 }, env, async (program) => {
      await program.report()
      await full.promise
      // The other ninety take what is left of the descriptors, which nobody outside can see.
      await new Promise((resolve) => setTimeout(resolve, 300))
      program.goOn()
      await program.report()
      // The https uploads have begun. One descriptor after the other comes free, and is taken at once.
      for (const response of held) {
        response.end()
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      isHolding = false
      for (const response of held) response.end()
    })
    assertAllArrived(encrypted, 5)
  })
}

test('H28 an upload of a process that has no descriptor left ends by its time limit, and others go on', {
  timeout: 120_000,
  skip: !canLimit,
}, async (context) => {
  /** @type {import('node:http').ServerResponse[]} */
  const held = []
  const receiver = await startReceiver(context, (_upload, _request, response) => void held.push(response))
  const options = { ...optionsFor(context, receiver.url), timeout: 1500 }
  const groups = [{ count: 100, options }]
  const limits = { descriptors: 80, timeout: 60_000 }
  const program = startProgram(context, 'upload-all', { groups, config: { maxConcurrency: 400 } }, limits)
  const { code, stderr, reports } = await program.ended
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  const { outcomes } = reports[reports.length - 1]
  const messages = Object.keys(outcomes)
  assert.deepEqual(
    messages.filter((message) => !/timeout/.test(message)),
    [],
  )
  assert.equal(
    Object.values(outcomes).reduce((sum, count) => sum + count, 0),
    100,
  )
  assert.ok(held.length > 0 && held.length < 80, `${held.length} uploads arrived`)
})

test('H28 after a shortage of descriptors a host that does not exist is not looked for without end', {
  timeout: 60_000,
  skip: !canLimit,
}, async (context) => {
  const receiver = await startReceiver(context, (_upload, _request, response) => void response.end())
  const limits = { descriptors: 60, timeout: 40_000 }
  const program = startProgram(context, 'after-shortage', { url: receiver.url }, limits)
  const { code, stderr, reports } = await program.ended
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  assert.match(reports[0].short, /timeout/)
  assert.match(reports[0].unknown, /ENOTFOUND nowhere\.invalid/)
})

test('H28 H30 a storm of 300 aborts over TLS leaves no connection', { timeout: 60_000 }, async (context) => {
  const { ca, secure } = await certificates
  const storm = 300
  const receiver = await startReceiver(context, () => {}, secure)
  const { wx } = createRuntime({ ca, maxConcurrency: storm })
  const options = optionsFor(context, receiver.url)
  const uploads = Array.from({ length: storm }, () => record(wx.uploadFile, options))
  await within(
    new Promise((resolve) => {
      receiver.events.on('upload', () => {
        if (receiver.uploads.length === storm / 3) resolve(undefined)
      })
    }),
    30_000,
    'a third of the uploads arrived',
  )
  for (const { task } of uploads) task.abort()
  await within(Promise.all(uploads.map(({ done }) => done)), 2000, 'fail and complete of all')
  const open = () => new Promise((resolve) => receiver.server.getConnections((_, count) => resolve(count)))
  const deadline = performance.now() + 2000
  while ((await open()) !== 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  assert.equal(await open(), 0)
  const failure = { errMsg: 'uploadFile:fail abort', errno: 600004 }
  const expected = [
    ['fail', failure],
    ['complete', failure],
  ]
  for (const { calls } of uploads) assert.deepEqual(calls, expected)
})

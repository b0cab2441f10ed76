'use strict'
// Whatever number or size a caller passes: it works up to a limit, and ends in the platform's own failure beyond it.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome, record } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { answer, startCanned } = require('../support/raw-server')
const { startHoldingReceiver } = require('../support/holding-receiver')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

const MAX_HEADERS = 24_000
const MAX_FIELDS = 100_000
const MAX_NAME_BYTES = 1024 * 1024

/** Each dialect's number for a bad argument. @type {Record<string, number>} */
const BAD_ARGUMENT = { vela: 202, quickapp: 202, wx: 1001, taro: 1001, alipay: 11 }
const DIALECTS = Object.keys(BAD_ARGUMENT)

const many = (/** @type {number} */ count) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-${index}`, 'v']))

/** @param {string} dialect @param {any[]} values */
const codeOf = (dialect, values) =>
  dialect === 'alipay' ? values[0].error : (values[0].errno ?? (values.length > 1 ? values[1] : undefined))

/** @param {string} dialect @param {object} options */
async function assertRefused(dialect, options) {
  const { name, values } = await outcome(createRuntime()[dialect].uploadFile, {
    ...{ url: 'http://127.0.0.1:1/', filePath: __filename, name: 'file', ...options },
  })
  assert.equal(name, 'fail', dialect)
  assert.equal(codeOf(dialect, values), BAD_ARGUMENT[dialect], JSON.stringify(values).slice(0, 300))
}

/** @param {import('node:test').TestContext} context @param {string} dialect @param {object} options */
async function assertSent(context, dialect, options) {
  const server = await startCanned(context, answer(200))
  const { name, values } = await outcome(createRuntime()[dialect].uploadFile, {
    ...{ url: server.url, filePath: temporaryFile(context), name: 'file', ...options },
  })
  assert.equal(name, 'success', JSON.stringify(values).slice(0, 300))
  return server.requests[0]
}

for (const dialect of DIALECTS) {
  test(`H8 V10 W19 A9 Q4 ${dialect}: ${MAX_HEADERS} headers are sent, one more is a bad argument`, async (context) => {
    const { headers } = await assertSent(context, dialect, { header: many(MAX_HEADERS) })
    assert.ok(headers.length > MAX_HEADERS)
    await assertRefused(dialect, { header: many(MAX_HEADERS + 1) })
    await assertRefused(dialect, { header: many(40_000) })
  })

  test(`H2 ${dialect}: ${MAX_FIELDS} fields are sent, one more is a bad argument`, {
    timeout: 60_000,
  }, async (context) => {
    const { body } = await assertSent(context, dialect, { formData: many(MAX_FIELDS) })
    assert.ok(body.includes(`name="x-${MAX_FIELDS - 1}"`))
    await assertRefused(dialect, { formData: many(MAX_FIELDS + 1) })
  })

  test(`H3 ${dialect}: a name of 1 MiB is sent, a longer one is a bad argument`, async (context) => {
    const { body } = await assertSent(context, dialect, { name: 'n'.repeat(MAX_NAME_BYTES) })
    assert.ok(body.length > MAX_NAME_BYTES)
    await assertRefused(dialect, { name: 'n'.repeat(MAX_NAME_BYTES + 1) })
    await assertRefused(dialect, { name: 'n'.repeat(100_000_000) })
    await assertRefused(dialect, { formData: { ['k'.repeat(MAX_NAME_BYTES + 1)]: 'v' } })
    await assertRefused(dialect, { header: { ['h'.repeat(10_000_000)]: 'v' } })
  })

  test(`V29 W30 ${dialect}: 100,000 listeners are added, called and removed`, {
    timeout: 60_000,
  }, async (context) => {
    const receiver = await startHoldingReceiver(context)
    const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
    const { task, done } = record(createRuntime()[dialect].uploadFile, options)
    let called = 0
    const listeners = Array.from({ length: 100_000 }, () => () => {
      called += 1
    })
    for (const listener of listeners) task.onProgressUpdate(listener)
    for (const listener of listeners.slice(1000)) task.offProgressUpdate(listener)
    const { release } = await receiver.next()
    release()
    await done
    assert.equal(called, 1000)
  })
}

test('Q8 quickapp: 100,000 fields of formData and data together are taken, one more is a bad argument', async () => {
  const fields = many(MAX_FIELDS - 1)
  const options = { url: 'http://127.0.0.1:1/', filePath: __filename, name: 'file', formData: fields }
  const data = [{ name: 'last', value: 'v' }]
  const taken = await outcome(createRuntime().quickapp.uploadFile, { ...options, data })
  // Nobody listens there: the arguments were taken.
  assert.match(taken.values[0], /ECONNREFUSED/)
  await assertRefused('quickapp', { formData: fields, data: [...data, ...data] })
})

test('H3 quickapp: a file name of 1 MiB is taken, a longer one is a bad argument', async () => {
  const filename = 'n'.repeat(MAX_NAME_BYTES)
  const options = { filePath: undefined, name: undefined }
  const url = 'http://127.0.0.1:1/'
  const files = [{ uri: __filename, filename }]
  const taken = await outcome(createRuntime().quickapp.uploadFile, { url, files })
  assert.match(taken.values[0], /ECONNREFUSED/)
  await assertRefused('quickapp', { ...options, files: [{ uri: __filename, filename: `${filename}n` }] })
})

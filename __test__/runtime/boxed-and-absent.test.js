'use strict'
// Options as they reach a phone's native side through JSON: boxed primitives count as primitives, `null` as absent.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startReceiver } = require('../support/receiver')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

const box = (/** @type {any} */ value) => Object(value)

for (const dialect of ['vela', 'quickapp', 'wx', 'taro', 'alipay']) {
  test(`V14 W19 A9 Q4 ${dialect}: boxed strings and numbers count as what is in them`, async (context) => {
    const receiver = await startReceiver(context)
    const { name, values } = await outcome(createRuntime()[dialect].uploadFile, {
      url: box(receiver.url),
      filePath: box(temporaryFile(context)),
      name: box('avatar'),
      header: { 'X-Boxed': box('yes'), 'X-Number': box(7) },
      formData: { text: box('boxed'), number: box(1.5) },
      timeout: box(10_000),
    })
    assert.equal(name, 'success', JSON.stringify(values))
    const [{ fields, files, headers }] = receiver.uploads
    assert.deepEqual(fields, [
      ['text', 'boxed'],
      ['number', '1.5'],
    ])
    assert.equal(files[0].field, 'avatar')
    assert.deepEqual([headers['x-boxed'], headers['x-number']], ['yes', '7'])
  })

  test(`V11 W19 A9 Q4 ${dialect}: null counts as absent for what need not be there`, async (context) => {
    const receiver = await startReceiver(context)
    const absent = { header: null, formData: null, timeout: null, success: undefined, fileName: null }
    const { name, values } = await outcome(createRuntime()[dialect].uploadFile, {
      ...{ url: receiver.url, filePath: temporaryFile(context), name: 'file', ...absent },
    })
    assert.equal(name, 'success', JSON.stringify(values))
    assert.deepEqual(receiver.uploads[0].fields, [])
  })
}

test('A4 A5 a name and a header that are null leave it to fileName and headers', async (context) => {
  const receiver = await startReceiver(context)
  const older = { name: null, fileName: 'avatar', header: null, headers: { 'X-Older': 'yes' } }
  const { name, values } = await outcome(createRuntime().alipay.uploadFile, {
    ...{ url: receiver.url, filePath: temporaryFile(context), ...older },
  })
  assert.equal(name, 'success', JSON.stringify(values))
  const [{ files, headers }] = receiver.uploads
  assert.deepEqual([files[0].field, headers['x-older']], ['avatar', 'yes'])
})

test('Q8 boxed members of files and data count as what is in them', async (context) => {
  const receiver = await startReceiver(context)
  const { name, values } = await outcome(createRuntime().quickapp.uploadFile, {
    url: receiver.url,
    files: [{ uri: box(temporaryFile(context)), name: box('photo'), filename: box('me.png') }],
    data: [{ name: box('a'), value: box('1') }],
    method: box('PUT'),
  })
  assert.equal(name, 'success', JSON.stringify(values))
  const [{ fields, files }] = receiver.uploads
  assert.deepEqual(fields, [['a', '1']])
  assert.deepEqual([files[0].field, files[0].filename], ['photo', 'me.png'])
})

test('W23 boxed booleans and numbers of the options and of createRuntime', async (context) => {
  const receiver = await startReceiver(context)
  const runtime = createRuntime({ hostPaths: box(true), maxConcurrency: box(2), onLimit: box('queue') })
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { values } = await outcome(runtime.wx.uploadFile, { ...options, enableProfile: box(false) })
  assert.equal(values[0].profile, undefined)
})

'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { runSnippet } = require('../support/child')
const { temporaryFile } = require('../support/files')
const { startReceiver } = require('../support/receiver')

const refused = 'http://127.0.0.1:1/'

/**
 * Runs a program in which `Taro.uploadFile(options)` fails; what it reported and what Node.js found unhandled.
 *
 * @param {import('node:test').TestContext} context
 * @param {string} program
 * @param {string} [url]
 */
async function reportsOf(context, program, url = refused) {
  const { code, reports, stderr } = await runSnippet(
    `
      process.on('unhandledRejection', (reason) => report(['unhandledRejection', reason.errno ?? reason.message]))
      process.on('uncaughtException', (error) => report(['uncaughtException', error.message]))
      const Taro = uploadtask.taro
      const options = input
      ${program}
    `,
    { url, filePath: temporaryFile(context), name: 'file' },
  )
  assert.equal(stderr, '')
  assert.equal(code, 0)
  return reports
}

for (const [label, program] of [
  ['no callback at all', 'Taro.uploadFile(options)'],
  ['only success', "Taro.uploadFile({ ...options, success: () => report(['success']) })"],
  ['no callback, listeners alone', 'Taro.uploadFile(options).progress(() => {})'],
  ['callbacks that are no functions', 'Taro.uploadFile({ ...options, fail: undefined, complete: null })'],
]) {
  test(`W4 a failure with ${label}, not awaited: one unhandledRejection`, async (context) => {
    assert.deepEqual(await reportsOf(context, program), [['unhandledRejection', 600001]])
  })
}

for (const name of ['fail', 'complete']) {
  test(`W4 a failure with ${name}, not awaited: no unhandledRejection`, async (context) => {
    const program = `Taro.uploadFile({ ...options, ${name}: ({ errno }) => report(['${name}', errno]) })`
    assert.deepEqual(await reportsOf(context, program), [[name, 600001]])
  })

  test(`W4 a parameter error with ${name}, not awaited: no unhandledRejection`, async (context) => {
    const program = `Taro.uploadFile({ ${name}: ({ errno }) => report(['${name}', errno]) })`
    assert.deepEqual(await reportsOf(context, program), [[name, 1001]])
  })

  test(`W4 an abort with ${name}, not awaited: no unhandledRejection`, async (context) => {
    const program = `
      Taro.uploadFile({ ...options, ${name}: ({ errno }) => report(['${name}', errno]) }).abort()
    `
    assert.deepEqual(await reportsOf(context, program), [[name, 600004]])
  })

  for (const [label, derive] of [
    ['then', '.then(() => {})'],
    ['finally', '.finally(() => {})'],
    ['an async function', ''],
  ]) {
    test(`W4 a failure with ${name}: a promise derived by ${label} still rejects`, async (context) => {
      const call = `Taro.uploadFile({ ...options, ${name}: ({ errno }) => report(['${name}', errno]) })${derive}`
      const program = derive === '' ? `;(async () => { await ${call} })()` : call
      assert.deepEqual(await reportsOf(context, program), [
        [name, 600001],
        ['unhandledRejection', 600001],
      ])
    })
  }

  test(`W4 a failure with ${name}: await throws what ${name} got`, async (context) => {
    const program = `
      ;(async () => {
        let got
        try {
          await Taro.uploadFile({ ...options, ${name}: (result) => { got = result } })
        } catch (error) {
          report(['caught', error === got, error.errno])
        }
      })()
    `
    assert.deepEqual(await reportsOf(context, program), [['caught', true, 600001]])
  })
}

test('W4 an awaited failure without callbacks is no unhandledRejection', async (context) => {
  const program = 'Taro.uploadFile(options).catch(({ errno }) => report(["caught", errno]))'
  assert.deepEqual(await reportsOf(context, program), [['caught', 600001]])
})

test('W25 Taro.uploadFile() without await: one unhandledRejection', async (context) => {
  assert.deepEqual(await reportsOf(context, 'Taro.uploadFile()'), [['unhandledRejection', 1001]])
})

test('W4 without a handler of the rejection the process ends as Node.js does', async (context) => {
  const { code, stdout, stderr } = await runSnippet('uploadtask.taro.uploadFile(input)', {
    url: refused,
    filePath: temporaryFile(context),
    name: 'file',
  })
  assert.equal(code, 1)
  assert.equal(stdout, '')
  assert.match(stderr, /ERR_UNHANDLED_REJECTION/)
})

/** @type {Array<[throwing: string[], succeeds: boolean, order: string[]]>} */
const throwingCallbacks = [
  [['success'], true, ['success', 'complete', 'resolved']],
  [['complete'], true, ['success', 'complete', 'resolved']],
  [['success', 'complete'], true, ['success', 'complete', 'resolved']],
  [['fail'], false, ['fail', 'complete', 'rejected']],
  [['fail', 'complete'], false, ['fail', 'complete', 'rejected']],
]
for (const [throwing, succeeds, order] of throwingCallbacks) {
  test(`W26 ${throwing.join(' and ')} throws: the promise settles, one uncaughtException each`, async (context) => {
    const receiver = await startReceiver(context)
    const program = `
      const throwing = ${JSON.stringify(throwing)}
      const callback = (name) => () => {
        report(['called', name])
        if (throwing.includes(name)) throw new Error(name)
      }
      Taro.uploadFile({
        ...options,
        success: callback('success'),
        fail: callback('fail'),
        complete: callback('complete'),
      }).then(
        () => report(['called', 'resolved']),
        () => report(['called', 'rejected']),
      )
    `
    const reports = await reportsOf(context, program, succeeds ? receiver.url : refused)
    assert.deepEqual(
      reports.filter(([kind]) => kind === 'called').map(([, name]) => name),
      order,
    )
    assert.deepEqual(
      reports.filter(([kind]) => kind !== 'called').sort(),
      throwing.map((name) => ['uncaughtException', name]).sort(),
    )
  })
}

test('W26 progress, headersReceive and their listeners throw: the upload goes on', async (context) => {
  const receiver = await startReceiver(context)
  const program = `
    const task = Taro.uploadFile(options)
    let events = 0
    task.progress(() => {
      events += 1
      throw new Error('progress')
    })
    task.headersReceive(() => {
      throw new Error('headers')
    })
    task.then(({ errMsg }) => setImmediate(() => report(['resolved', errMsg, events])))
  `
  const reports = await reportsOf(context, program, receiver.url)
  const resolved = reports.find(([kind]) => kind === 'resolved')
  assert.equal(resolved?.[1], 'uploadFile:ok')
  const events = resolved?.[2]
  assert.equal(events >= 1, true)
  assert.deepEqual(
    reports
      .filter(([kind]) => kind !== 'resolved')
      .map(([kind, message]) => `${kind} ${message}`)
      .sort(),
    ['uncaughtException headers', ...Array(events).fill('uncaughtException progress')],
  )
})

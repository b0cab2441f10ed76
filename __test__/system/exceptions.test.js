'use strict'
// In child processes: node:test listens for uncaughtException itself.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { runSnippet } = require('../support/child')
const { temporaryFile } = require('../support/files')
const { startCanned } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')
const { same, testBoth } = require('./dialects')

/** Reports the callbacks as they run; when the process ends, the uncaught exceptions. */
const observe = (/** @type {{ name: string }} */ { name }) => `
  const { uploadFile } = uploadtask.${name}
  const uncaught = []
  process.on('uncaughtException', (error) => uncaught.push(error.message))
  process.on('exit', () => report({ uncaught }))
  const throwing = (name) => (...values) => {
    report([name, values.length])
    throw new Error('from ' + name)
  }
  const calm = (name) => (...values) => report([name, values.length])
`

testBoth(
  same('V20'),
  'a throwing success does not stop complete and surfaces once',
  async (dialect, context) => {
    const receiver = await startReceiver(context)
    const { reports, code } = await runSnippet(
      `${observe(dialect)}
    uploadFile({ ...input, success: throwing('success'), fail: calm('fail'), complete: calm('complete') })`,
      { url: receiver.url, filePath: temporaryFile(context), name: 'file' },
    )
    assert.deepEqual(reports, [
      ['success', 1],
      ['complete', dialect.completed(0).length],
      { uncaught: ['from success'] },
    ])
    assert.equal(code, 0)
  },
)

testBoth(
  same('V20'),
  'a throwing fail does not stop complete and surfaces once',
  async (dialect, context) => {
    const server = await startCanned(context, '')
    const { reports } = await runSnippet(
      `${observe(dialect)}
    uploadFile({ ...input, success: calm('success'), fail: throwing('fail'), complete: calm('complete') })`,
      { url: server.url, filePath: temporaryFile(context), name: 'file' },
    )
    assert.deepEqual(reports, [
      ['fail', 2],
      ['complete', dialect.completed(0).length],
      { uncaught: ['from fail'] },
    ])
  },
)

testBoth(
  same('V20'),
  'a throwing complete surfaces once, and nothing is called again',
  async (dialect, context) => {
    const receiver = await startReceiver(context)
    const { reports } = await runSnippet(
      `${observe(dialect)}
    uploadFile({ ...input, success: calm('success'), fail: calm('fail'), complete: throwing('complete') })`,
      { url: receiver.url, filePath: temporaryFile(context), name: 'file' },
    )
    assert.deepEqual(reports, [
      ['success', 1],
      ['complete', dialect.completed(0).length],
      { uncaught: ['from complete'] },
    ])
  },
)

testBoth(same('V20'), 'throwing success and complete surface once each', async (dialect, context) => {
  const receiver = await startReceiver(context)
  const { reports } = await runSnippet(
    `${observe(dialect)}
    uploadFile({ ...input, success: throwing('success'), complete: throwing('complete') })`,
    { url: receiver.url, filePath: temporaryFile(context), name: 'file' },
  )
  assert.deepEqual(reports, [
    ['success', 1],
    ['complete', dialect.completed(0).length],
    { uncaught: ['from success', 'from complete'] },
  ])
})

testBoth(
  { vela: 'V20', quickapp: 'Q4 V20' },
  'a fail that throws over wrong arguments stops neither complete nor the return',
  async (dialect) => {
    const { reports } = await runSnippet(
      `${observe(dialect)}
    const task = uploadFile({ fail: throwing('fail'), complete: throwing('complete') })
    report(['returned', typeof task.abort])`,
    )
    const returned = ['returned', 'function']
    const called = [
      ['fail', 2],
      ['complete', dialect.completed(0).length],
    ]
    const uncaught = { uncaught: ['from fail', 'from complete'] }
    assert.deepEqual(
      reports,
      dialect.refusesAtOnce ? [...called, returned, uncaught] : [returned, ...called, uncaught],
    )
  },
)

testBoth(
  same('V20'),
  'a throwing listener stops no other listener and no callback',
  async (dialect, context) => {
    const receiver = await startReceiver(context)
    const { reports } = await runSnippet(
      `${observe(dialect)}
    let thrown = 0
    let calm1 = 0
    const task = uploadFile({
      ...input,
      success: calm('success'),
      complete: () => report(['complete', calm1 > 0, calm1 === thrown]),
    })
    task.onProgressUpdate(() => {
      thrown += 1
      if (thrown === 1) throw new Error('from a listener')
    })
    task.onProgressUpdate(() => { calm1 += 1 })`,
      { url: receiver.url, filePath: temporaryFile(context), name: 'file' },
    )
    assert.deepEqual(reports, [['success', 1], ['complete', true, true], { uncaught: ['from a listener'] }])
  },
)

testBoth(
  same('V20'),
  'without a handler the exception ends the process, after complete',
  async (dialect, context) => {
    const receiver = await startReceiver(context)
    const { code, reports, stderr } = await runSnippet(
      `uploadtask.${dialect.name}.uploadFile({
      ...input,
      success() { throw new Error('from success') },
      complete() { report('complete') },
    })`,
      { url: receiver.url, filePath: temporaryFile(context), name: 'file' },
    )
    assert.deepEqual(reports, ['complete'])
    assert.notEqual(code, 0)
    assert.match(stderr, /Error: from success/)
  },
)

testBoth(same('V20'), 'an exception does not end other uploads of the process', async (dialect, context) => {
  const receiver = await startReceiver(context)
  const { reports } = await runSnippet(
    `${observe(dialect)}
    uploadFile({
      ...input,
      success: throwing('success'),
      complete: () => uploadFile({ ...input, success: calm('second success') }),
    })`,
    { url: receiver.url, filePath: temporaryFile(context), name: 'file' },
  )
  assert.deepEqual(reports, [['success', 1], ['second success', 1], { uncaught: ['from success'] }])
})

test('V20 Quick App: throwing listeners stop no other listener and no callback', async (context) => {
  const receiver = await startReceiver(context)
  const { reports } = await runSnippet(
    `${observe({ name: 'quickapp' })}
    const task = uploadFile({ ...input, success: calm('success'), complete: calm('complete') })
    task.onHeadersReceived(throwing('headers'))
    task.onHeadersReceived(calm('second headers'))`,
    { url: receiver.url, filePath: temporaryFile(context), name: 'file' },
  )
  assert.deepEqual(reports, [
    ['headers', 1],
    ['second headers', 1],
    ['success', 1],
    ['complete', 1],
    { uncaught: ['from headers'] },
  ])
})

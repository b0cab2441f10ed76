'use strict'

const assert = require('node:assert/strict')
const { AsyncLocalStorage } = require('node:async_hooks')
const { test } = require('node:test')

const { record, outcome } = require('../support/calls')
const { runSnippet } = require('../support/child')
const { temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { readRequest, startRawServer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

const { createRuntime } = require('uploadtask')
/** @type {any} */
const { uploadFile } = require('uploadtask/wx')

/** @type {Array<[label: string, options: any, errno: number]>} */
const failing = [
  ['a parameter error', { url: undefined }, 1001],
  ['an invalid header', { header: { 'X-Bad': 'a\r\nb' } }, 1001],
  ['an empty url', { url: '' }, 600009],
  ['a malformed url', { url: 'http://[' }, 600009],
  ['an empty filePath', { filePath: '' }, 1300002],
  ['a missing file', { filePath: `${__filename}.missing` }, 1300002],
  ['a directory', { filePath: __dirname }, 1300021],
]
for (const [label, fault, errno] of failing) {
  test(`W25 ${label}: fail, then complete, once each, after the task was returned, no socket`, async (context) => {
    const receiver = await startReceiver(context)
    const right = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
    /** @type {any[]} */
    const calls = []
    let returned = false
    await new Promise((resolve) => {
      const task = uploadFile({
        ...right,
        ...fault,
        success: () => calls.push('success'),
        fail: (/** @type {any[]} */ ...values) => calls.push(['fail', returned, ...values]),
        complete: (/** @type {any[]} */ ...values) => {
          calls.push(['complete', returned, ...values])
          resolve(undefined)
        },
      })
      returned = true
      assert.deepEqual(calls, [])
      assert.equal(typeof task.abort, 'function')
    })
    // A good upload after it: whatever was still to come has come, and its connection is the only one.
    assert.equal((await outcome(uploadFile, right)).name, 'success')
    assert.equal(calls.length, 2)
    const [[, , failure], [, , completed]] = calls
    assert.equal(failure.errno, errno)
    assert.equal(completed, failure)
    assert.deepEqual(calls, [
      ['fail', true, failure],
      ['complete', true, failure],
    ])
    assert.equal(receiver.connections, 1)
  })
}

test('W25 the task of a parameter error is inert: every method callable, nothing happens', async (context) => {
  const receiver = await startReceiver(context)
  const { task, calls, done } = record(uploadFile, { filePath: 1 })
  const never = () => calls.push(['listener'])
  const callAll = () => {
    for (const name of ['onProgressUpdate', 'onHeadersReceived']) task[name](never)
    for (const name of ['offProgressUpdate', 'offHeadersReceived']) task[name](() => {})
    task.abort()
    task.abort()
  }
  callAll()
  await done
  callAll()
  await outcome(uploadFile, { url: receiver.url, filePath: temporaryFile(context), name: 'file' })
  assert.deepEqual(
    calls.map(([name, failure]) => [name, failure?.errno]),
    [
      ['fail', 1001],
      ['complete', 1001],
    ],
  )
})

test('W25 an empty name is just a name', async (context) => {
  /** @type {string[]} */
  const bodies = []
  const server = await startRawServer(context, async (socket) => {
    const { body } = await readRequest(socket)
    bodies.push(body.toString())
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  })
  const { name } = await outcome(uploadFile, { url: server.url, filePath: temporaryFile(context), name: '' })
  assert.equal(name, 'success')
  assert.match(bodies[0], /^Content-Disposition: form-data; name=""; filename="hello.txt"\r$/m)
})

test('W25 uploadFile() and uploadFile(null) do not throw and return a task', () => {
  for (const task of [uploadFile(), uploadFile(null), uploadFile(undefined)]) {
    assert.equal(typeof task.abort, 'function')
    assert.equal(task.abort(), undefined)
  }
})

test('W25 works with any of the callbacks absent', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  /** @param {string} name */
  const only = (name) =>
    new Promise((resolve) => {
      uploadFile({ ...options, url: name === 'fail' ? '' : receiver.url, [name]: resolve })
    })
  assert.equal((await only('success')).errMsg, 'uploadFile:ok')
  assert.equal((await only('complete')).errMsg, 'uploadFile:ok')
  assert.equal((await only('fail')).errno, 600009)
})

/**
 * Runs one upload in a child process in which some of the functions throw after they reported.
 *
 * @param {import('node:test').TestContext} context
 * @param {string[]} throwing
 * @param {object} [fault]
 * @returns {Promise<string[]>} The names of the functions that were called and of the exceptions that surfaced.
 */
async function callsWithThrowing(context, throwing, fault = {}) {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file', ...fault }
  const { code, reports, stderr } = await runSnippet(
    `
      process.on('uncaughtException', (error) => report('uncaught ' + error.message))
      process.on('unhandledRejection', (reason) => report('unhandledRejection ' + reason))
      const reporter = (name) => () => {
        report(name)
        if (input.throwing.includes(name)) throw new Error(name)
      }
      const task = uploadtask.wx.uploadFile({
        ...input.options,
        success: reporter('success'),
        fail: reporter('fail'),
        complete: reporter('complete'),
      })
      for (const name of ['progress 1', 'progress 2']) task.onProgressUpdate(reporter(name))
      for (const name of ['headers 1', 'headers 2']) task.onHeadersReceived(reporter(name))
    `,
    { options, throwing },
  )
  assert.equal(stderr, '')
  assert.equal(code, 0)
  return reports
}

const countOf = (/** @type {string[]} */ reports, /** @type {string} */ name) =>
  reports.filter((one) => one === name).length

/** @type {Array<[throwing: string[], fault: object, called: string[]]>} */
const throwingCallbacks = [
  [['success'], {}, ['success', 'complete']],
  [['complete'], {}, ['success', 'complete']],
  [['success', 'complete'], {}, ['success', 'complete']],
  [['fail'], { url: 'http://127.0.0.1:1/' }, ['fail', 'complete']],
  [['fail', 'complete'], { url: 'http://127.0.0.1:1/' }, ['fail', 'complete']],
  [['fail'], { url: 1 }, ['fail', 'complete']],
]
for (const [throwing, fault, called] of throwingCallbacks) {
  test(`W26 ${throwing.join(' and ')} throws, options ${JSON.stringify(fault)}: the others run, one uncaughtException each`, async (context) => {
    const reports = await callsWithThrowing(context, throwing, fault)
    assert.deepEqual(
      reports.filter((one) => ['success', 'fail', 'complete'].includes(one)),
      called,
    )
    assert.deepEqual(
      reports.filter((one) => one.startsWith('un')).sort(),
      throwing.map((name) => `uncaught ${name}`).sort(),
    )
  })
}

for (const kind of ['progress', 'headers']) {
  test(`W26 a ${kind} listener throws: the other listener and the callbacks run`, async (context) => {
    const reports = await callsWithThrowing(context, [`${kind} 1`])
    const calls = countOf(reports, `${kind} 1`)
    assert.equal(calls >= 1, true)
    assert.equal(countOf(reports, `${kind} 2`), calls)
    assert.equal(countOf(reports, `uncaught ${kind} 1`), calls)
    assert.deepEqual(
      reports.filter((one) => !one.startsWith('progress') && !one.endsWith(`${kind} 1`)),
      ['headers 1', 'headers 2', 'success', 'complete'].filter((one) => one !== `${kind} 1`),
    )
  })
}

test('W26 without a handler the exception ends the process, named once', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { code, stderr } = await runSnippet(
    `uploadtask.wx.uploadFile({ ...input, success() { throw new Error('thrown by ' + 'success') } })`,
    options,
  )
  assert.equal(code, 1)
  assert.equal(stderr.split('thrown by success').length, 2, stderr)
})

test('W34 callbacks run in the context of the call, listeners in the context of their on… call', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const storage = new AsyncLocalStorage()
  /** @type {Set<string>} */
  const seen = new Set()
  const see = (/** @type {string} */ name) => () => seen.add(`${name} in ${storage.getStore()}`)
  const ended = new Promise((resolve) => {
    const task = storage.run('call', () =>
      uploadFile({
        url: receiver.url,
        filePath: temporaryFile(context),
        name: 'file',
        success: see('success'),
        fail: see('fail'),
        complete: () => {
          see('complete')()
          resolve(undefined)
        },
      }),
    )
    storage.run('first', () => task.onProgressUpdate(see('progress')))
    storage.run('second', () => task.onProgressUpdate(see('progress')))
    storage.run('third', () => task.onHeadersReceived(see('headers')))
    task.onHeadersReceived(see('headers'))
  })
  const { release } = await receiver.next()
  storage.run('elsewhere', release)
  await ended
  assert.deepEqual([...seen].sort(), [
    'complete in call',
    'headers in third',
    'headers in undefined',
    'progress in first',
    'progress in second',
    'success in call',
  ])
})

test('W34 one function added in two contexts runs once in each', async (context) => {
  const receiver = await startReceiver(context)
  const storage = new AsyncLocalStorage()
  const { task, done } = record(uploadFile, {
    url: receiver.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  /** @type {any[]} */
  const seen = []
  const listener = () => seen.push(storage.getStore())
  storage.run('first', () => task.onHeadersReceived(listener))
  storage.run('second', () => task.onHeadersReceived(listener))
  await done
  assert.deepEqual(seen, ['first', 'second'])
})

/** @type {Array<[label: string, fault: object, abort: boolean]>} */
const failuresInContext = [
  ['a parameter error', { url: 1 }, false],
  ['a missing file', { filePath: `${__filename}.missing` }, false],
  ['an abort from another context', {}, true],
]
for (const [label, fault, abort] of failuresInContext) {
  test(`W34 fail and complete of ${label} run in the context of the call`, async (context) => {
    const receiver = await startHoldingReceiver(context)
    const storage = new AsyncLocalStorage()
    /** @type {any[]} */
    const seen = []
    await new Promise((resolve) => {
      const task = storage.run('call', () =>
        uploadFile({
          url: receiver.url,
          filePath: temporaryFile(context),
          name: 'file',
          ...fault,
          fail: () => seen.push(['fail', storage.getStore()]),
          complete: () => resolve(seen.push(['complete', storage.getStore()])),
        }),
      )
      if (abort) receiver.next().then(() => storage.run('abort', task.abort))
    })
    assert.deepEqual(seen, [
      ['fail', 'call'],
      ['complete', 'call'],
    ])
  })
}

test('W34 the callbacks of an upload that waited in the queue run in the context of their call', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const { wx } = createRuntime({ maxConcurrency: 1 })
  const storage = new AsyncLocalStorage()
  const filePath = temporaryFile(context)
  const started = ['first', 'second'].map((name) =>
    storage.run(
      name,
      () =>
        new Promise((resolve) => {
          const complete = () => resolve(storage.getStore())
          wx.uploadFile({ url: receiver.url, filePath, name: 'file', complete })
        }),
    ),
  )
  for (const one of started) {
    const { release } = await receiver.next()
    release()
    await one
  }
  assert.deepEqual(await Promise.all(started), ['first', 'second'])
})

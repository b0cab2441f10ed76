'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { record, outcome } = require('../support/calls')
const { sparseFile, temporaryFile } = require('../support/files')
const { startPausedServer } = require('../support/paused-server')
const { startReceiver } = require('../support/receiver')

/** @type {any} */
const { uploadFile } = require('uploadtask/wx')

const MiB = 1024 * 1024

/**
 * The options of an upload of 64 MiB that has at least two progress events: its server reads on only after the
 * first one.
 *
 * @param {import('node:test').TestContext} context
 */
async function optionsWithTwoEvents(context) {
  const server = await startPausedServer(context)
  const options = { url: server.url, filePath: sparseFile(context, 64 * MiB), name: 'file' }
  const goOn = async () => (await server.next()).resume()
  return { options, goOn }
}

/** @type {Array<[kind: string, on: string, off: string]>} */
const kinds = [
  ['progress', 'onProgressUpdate', 'offProgressUpdate'],
  ['headers', 'onHeadersReceived', 'offHeadersReceived'],
]

/**
 * Uploads a small file; `add` adds listeners.
 *
 * @param {import('node:test').TestContext} context
 * @param {(task: any) => void} add
 */
async function upload(context, add) {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { task, done } = record(uploadFile, options)
  add(task)
  const [[name]] = await done
  assert.equal(name, 'success')
  return { task, options }
}

test('W30 listeners added late in the tick of the call see the first event', async (context) => {
  /** @type {string[]} */
  const seen = []
  await upload(context, (task) => {
    // Long enough for the file to be sent: its events wait for the end of this tick.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
    task.onProgressUpdate((/** @type {any} */ { progress }) => seen.push(`progress ${progress}`))
    task.onHeadersReceived(() => seen.push('headers'))
  })
  assert.equal(seen.includes('progress 100'), true)
  assert.equal(seen.includes('headers'), true)
})

for (const [kind, on, off] of kinds) {
  test(`W30 ${off}(fn) removes one registration of a function that has two`, async (context) => {
    let removed = 0
    let once = 0
    let twice = 0
    await upload(context, (task) => {
      const removing = () => {
        removed += 1
      }
      const counting = () => {
        twice += 1
      }
      task[on](() => {
        once += 1
      })
      for (let added = 0; added < 3; added += 1) task[on](counting)
      task[off](counting)
      task[on](removing)
      task[on](removing)
      task[off](removing)
      task[off](removing)
    })
    assert.equal(once >= 1, true)
    assert.equal(twice, 2 * once)
    assert.equal(removed, 0)
  })

  test(`W30 ${off}() removes all, and listeners can be added again`, async (context) => {
    /** @type {string[]} */
    const seen = []
    await upload(context, (task) => {
      const removed = () => seen.push('removed')
      task[on](removed)
      task[on](removed)
      task[on](() => seen.push('removed'))
      task[off]()
      task[on](() => seen.push('added again'))
    })
    assert.deepEqual([...new Set(seen)], ['added again'])
  })

  test(`W30 ${off} of an unknown function is a no-op`, async (context) => {
    let calls = 0
    await upload(context, (task) => {
      task[on](() => {
        calls += 1
      })
      task[off](() => {})
    })
    assert.equal(calls >= 1, true)
  })

  test(`W30 ${on} ignores what is no function`, async (context) => {
    let calls = 0
    await upload(context, (task) => {
      for (const value of [undefined, null, 1, 'listener', {}, []]) assert.equal(task[on](value), undefined)
      task[on]()
      task[on](() => {
        calls += 1
      })
    })
    assert.equal(calls >= 1, true)
  })

  test(`W30 a ${kind} listener added after the end is never called`, async (context) => {
    let calls = 0
    const { task, options } = await upload(context, () => {})
    task[on](() => {
      calls += 1
    })
    await outcome(uploadFile, options)
    assert.equal(calls, 0)
  })

  test(`W30 a ${kind} listener added in success is never called`, async (context) => {
    const receiver = await startReceiver(context)
    const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
    let calls = 0
    await new Promise((resolve) => {
      const task = uploadFile({
        ...options,
        success: () =>
          task[on](() => {
            calls += 1
          }),
        complete: resolve,
      })
    })
    await outcome(uploadFile, options)
    assert.equal(calls, 0)
  })
}

test('W30 on and off of the two kinds do not touch each other', async (context) => {
  /** @type {string[]} */
  const seen = []
  const listener = (/** @type {any} */ event) => seen.push('header' in event ? 'headers' : 'progress')
  await upload(context, (task) => {
    task.onProgressUpdate(listener)
    task.onHeadersReceived(listener)
    task.offProgressUpdate(listener)
  })
  await upload(context, (task) => {
    task.onProgressUpdate(listener)
    task.onHeadersReceived(listener)
    task.offHeadersReceived()
  })
  assert.deepEqual([...new Set(seen)], ['headers', 'progress'])
})

test('W30 listeners run in the order in which they were added', async (context) => {
  /** @type {number[]} */
  const seen = []
  await upload(context, (task) => {
    for (const number of [1, 2, 3]) task.onHeadersReceived(() => seen.push(number))
  })
  assert.deepEqual(seen, [1, 2, 3])
})

test('W30 a listener that removes itself is called once; those around it at every event', async (context) => {
  const { options, goOn } = await optionsWithTwoEvents(context)
  const counts = { before: 0, self: 0, after: 0 }
  const { task, done } = record(uploadFile, options)
  task.onProgressUpdate(() => {
    counts.before += 1
    if (counts.before === 1) goOn()
  })
  const self = () => {
    counts.self += 1
    task.offProgressUpdate(self)
  }
  task.onProgressUpdate(self)
  task.onProgressUpdate(() => {
    counts.after += 1
  })
  const [[name]] = await done
  assert.equal(name, 'success')
  assert.equal(counts.self, 1)
  assert.equal(counts.before >= 2, true)
  assert.equal(counts.after, counts.before)
})

test('W30 a listener that removes all is the last one', async (context) => {
  const { options, goOn } = await optionsWithTwoEvents(context)
  let calls = 0
  const { task, done } = record(uploadFile, options)
  task.onProgressUpdate(() => {
    calls += 1
    task.offProgressUpdate()
    goOn()
  })
  const [[name]] = await done
  assert.equal(name, 'success')
  assert.equal(calls, 1)
})

test('W30 a listener added during an event sees the later ones', async (context) => {
  const { options, goOn } = await optionsWithTwoEvents(context)
  /** @type {number[]} */
  const seen = []
  const { task, done } = record(uploadFile, options)
  const adding = () => {
    task.offProgressUpdate(adding)
    task.onProgressUpdate((/** @type {any} */ { progress }) => seen.push(progress))
    goOn()
  }
  task.onProgressUpdate(adding)
  const [[name]] = await done
  assert.equal(name, 'success')
  assert.equal(seen[seen.length - 1], 100)
})

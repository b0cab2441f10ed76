'use strict'
// Uploads after the globals that schedule work were replaced, as fake timers of test runners do.

const { wx, taro } = /** @type {any} */ (require('uploadtask'))
const { input, report } = require('./program')

let swallowed = 0
const swallow = () => {
  swallowed += 1
}
/** @type {any} */
const everything = globalThis
for (const name of ['setImmediate', 'setTimeout', 'setInterval', 'queueMicrotask']) everything[name] = swallow
for (const name of ['clearImmediate', 'clearTimeout', 'clearInterval']) everything[name] = () => {}
everything.Date = { now: () => 0 }
everything.performance = { now: () => 0 }
process.nextTick = swallow
process.hrtime = /** @type {any} */ (() => [0, 0])

/** @type {string[]} */
const events = []
/** @type {string[]} */
const caught = []
process.on('uncaughtException', (error) => caught.push(error.message))

/** @param {any} task @param {string} prefix */
function listen(task, prefix) {
  task.onHeadersReceived(() => events.push(`${prefix} headers`))
  task.onProgressUpdate((/** @type {any} */ { progress }) => {
    if (progress === 100) events.push(`${prefix} progress 100`)
  })
  task.onHeadersReceived(() => {
    throw new Error(`thrown by ${prefix}`)
  })
}
const failing = { ...input, filePath: `${input.filePath}.missing` }
const callbacks = (/** @type {string} */ prefix, /** @type {() => void} */ next) => ({
  success: () => events.push(`${prefix} success`),
  fail: () => events.push(`${prefix} fail`),
  complete: () => {
    events.push(`${prefix} complete`)
    next()
  },
})

const last = async () => {
  const task = taro.uploadFile(input)
  listen(task, 'taro')
  const { statusCode } = await task
  events.push(`taro ${statusCode}`)
  report({ events, caught, swallowed })
}
const second = () => wx.uploadFile({ ...failing, ...callbacks('missing', last) })
listen(wx.uploadFile({ ...input, ...callbacks('wx', second) }), 'wx')

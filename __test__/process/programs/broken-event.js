'use strict'
// Uploads whose progress events cannot be delivered: their listeners' asynchronous context cannot be entered.

const { AsyncResource } = require('node:async_hooks')

const { wx } = /** @type {any} */ (require('uploadtask'))
const { input, report } = require('./program')

const { runInAsyncScope } = AsyncResource.prototype
/** @type {WeakSet<Function>} */
const broken = new WeakSet()
AsyncResource.prototype.runInAsyncScope = function (/** @type {any} */ callback, ...rest) {
  if (broken.has(callback) || broken.has(/** @type {any} */ (rest[1]))) throw new Error('cannot be entered')
  return Reflect.apply(runInAsyncScope, this, [callback, ...rest])
}
// Not a hook of `async_hooks`: Node itself ends the process for what one of those throws.
AsyncResource.prototype.emitDestroy = () => {
  throw new Error('cannot be destroyed')
}

/** @type {string[]} */
const caught = []
process.on('uncaughtException', (error) => caught.push(error.message))

/** @type {string[]} */
const ends = []
for (let upload = 0; upload < 10; upload += 1) {
  const task = wx.uploadFile({
    ...input,
    success: () => ends.push('success'),
    complete: () => {
      if (ends.length === 10) setImmediate(() => report({ event: 'ended', ends, caught }))
    },
  })
  const listener = () => {}
  broken.add(listener)
  task.onProgressUpdate(listener)
}

'use strict'
// Uploads side by side, each in an asynchronous context of its own; a callback of each throws.

const { AsyncLocalStorage } = require('node:async_hooks')
const uploadtask = /** @type {any} */ (require('uploadtask'))
const { input, report } = require('./program')

/** @type {AsyncLocalStorage<string>} */
const storage = new AsyncLocalStorage()
/** @type {Array<[message: string, context: string | undefined]>} */
const caught = []
process.on('uncaughtException', (error) => caught.push([error.message, storage.getStore()]))

for (const name of ['A', 'B', 'C']) {
  storage.run(name, () => {
    uploadtask[input.dialect].uploadFile({
      ...input.options,
      success() {
        throw new Error(name)
      },
    })
  })
}
process.on('exit', () => report({ caught: caught.sort() }))

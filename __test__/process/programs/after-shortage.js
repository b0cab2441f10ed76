'use strict'
// Has no descriptor left for an upload, gets them back, and then uploads to a host that does not exist.

const fs = require('node:fs')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))
const { input, report } = require('./program')

const { wx } = createRuntime()

/** @param {object} options @returns {Promise<string>} */
const failureOf = (options) =>
  new Promise((resolve) => {
    wx.uploadFile({
      filePath: __filename,
      name: 'file',
      ...options,
      success: () => resolve('success'),
      fail: (/** @type {any} */ { errMsg }) => resolve(errMsg),
    })
  })

async function main() {
  // The engine's own descriptors are open from here on.
  await failureOf({ url: input.url })
  /** @type {number[]} */
  const held = []
  try {
    for (;;) held.push(fs.openSync(__filename, 'r'))
  } catch {
    // EMFILE.
  }
  const short = await failureOf({ url: input.url, timeout: 300 })
  for (const descriptor of held) fs.closeSync(descriptor)
  const unknown = await failureOf({ url: 'http://nowhere.invalid/', timeout: 60_000 })
  report({ event: 'ended', short, unknown })
}

main()

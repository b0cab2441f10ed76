'use strict'

/**
 * The rejections that nobody handles until the test ends. In place of the test runner's own listener, which would fail it.
 *
 * @param {import('node:test').TestContext} context
 * @returns {unknown[]} Grows as they come.
 */
function unhandledRejections(context) {
  /** @type {unknown[]} */
  const reasons = []
  const listen = (/** @type {unknown} */ reason) => reasons.push(reason)
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', listen)
  context.after(() => {
    process.off('unhandledRejection', listen)
    for (const other of others) process.on('unhandledRejection', other)
  })
  return reasons
}

module.exports = { unhandledRejections }

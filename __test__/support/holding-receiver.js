'use strict'
// A receiver that answers an upload only when the test says so.

const { startReceiver } = require('./receiver')

/**
 * @typedef {object} HeldUpload
 * @property {import('./receiver').ReceivedUpload} upload
 * @property {import('node:http').ServerResponse} response
 * @property {(body?: string) => void} release Answers with status 200.
 * @property {Promise<void>} closed Resolves when the connection is gone.
 */

/**
 * @param {import('node:test').TestContext | null} context Closes the receiver after this test.
 */
async function startHoldingReceiver(context) {
  /** @type {HeldUpload[]} */
  const held = []
  /** @type {Array<(one: HeldUpload) => void>} */
  const waiting = []
  const receiver = await startReceiver(context, (upload, request, response) => {
    const one = {
      upload,
      response,
      release: (body = 'released') => {
        response.end(body)
      },
      closed: /** @type {Promise<void>} */ (new Promise((resolve) => request.socket.on('close', resolve))),
    }
    const next = waiting.shift()
    if (next) next(one)
    else held.push(one)
  })
  return Object.assign(receiver, {
    /**
     * The next whole upload, in order of arrival.
     *
     * @returns {Promise<HeldUpload>}
     */
    next() {
      const one = held.shift()
      return one ? Promise.resolve(one) : new Promise((resolve) => waiting.push(resolve))
    },
    /** The uploads that arrived and that no `next` took. */
    held,
  })
}

module.exports = { startHoldingReceiver }

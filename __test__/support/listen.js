'use strict'

const { once } = require('node:events')

/**
 * Has a server listen on a free port of 127.0.0.1.
 *
 * @param {import('node:test').TestContext | null} context Closes the server after this test.
 * @param {import('node:net').Server} server
 * @param {() => void} disconnect Ends the connections that are open when the server closes.
 */
async function listen(context, server, disconnect) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve)
      disconnect()
    })
  context?.after(close)
  return { port, close }
}

module.exports = { listen }

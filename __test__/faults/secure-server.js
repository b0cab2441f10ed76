'use strict'

const { answer, readRequest, startRawServer } = require('../support/raw-server')

/**
 * A TLS server that answers every upload with `arrived` and counts what it decrypts.
 *
 * @param {import('node:test').TestContext} context
 * @param {import('node:tls').TlsOptions} secure
 */
async function startSecureServer(context, secure) {
  let bytes = 0
  const server = await startRawServer(
    context,
    async (socket) => {
      socket.on('data', (chunk) => {
        bytes += chunk.length
      })
      await readRequest(socket).then(
        () => socket.end(answer(200, {}, 'arrived')),
        () => {},
      )
    },
    secure,
  )
  return Object.assign(server, { bytes: () => bytes })
}

module.exports = { startSecureServer }

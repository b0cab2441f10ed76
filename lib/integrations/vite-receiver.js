'use strict'
// The receiver in the development server of Vite.

require('../node-version.js').requireNode()
const { checkReceiverOptions, inspectorLine, startReceiver } = require('./dev-server.js')

/** @typedef {import('../receiver/index.js').ReceiverOptions} ReceiverOptions */

/**
 * What a development server and a preview server of Vite have in common.
 *
 * @typedef {object} ViteServer
 * @property {{ use(middleware: unknown): unknown }} middlewares
 * @property {import('node:net').Server | null} httpServer Missing where Vite itself is a middleware.
 * @property {{ local: string[], network: string[] } | null} resolvedUrls
 * @property {() => void} printUrls
 * @property {() => Promise<void>} [close] Vite 4's preview server has none.
 * @property {{ logger: { info(message: string): void } }} config
 */

/** Mounts a receiver of its own in a server, for as long as that server runs. */
function mount(
  /** @type {ViteServer} */ server,
  /** @type {ReceiverOptions} */ options,
  /** @type {unknown} */ allowedHosts,
) {
  const receiver = startReceiver(options, allowedHosts)
  server.middlewares.use(receiver.middleware)
  server.httpServer?.once('close', () => receiver.close())
  const { printUrls, close } = server
  if (close) {
    // When the server has closed, nothing may be left.
    server.close = async () => {
      try {
        await close.call(server)
      } finally {
        await receiver.close()
      }
    }
  }
  if (options.inspector === false) return
  server.printUrls = () => {
    printUrls.call(server)
    const { local = [], network = [] } = server.resolvedUrls ?? {}
    const [url] = [...local, ...network]
    if (url !== undefined) server.config.logger.info(inspectorLine(url))
  }
}

function receiver(/** @type {ReceiverOptions | undefined} */ given) {
  const options = checkReceiverOptions('uploadtask/vite-receiver', given)
  return {
    name: 'uploadtask:receiver',
    configureServer(/** @type {any} */ server) {
      mount(server, options, server.config.server.allowedHosts)
    },
    configurePreviewServer(/** @type {any} */ server) {
      mount(server, options, server.config.preview.allowedHosts)
    },
  }
}

Object.defineProperty(receiver, 'default', { value: receiver })
module.exports = receiver

'use strict'
// The receiver in the development server of Taro's H5 build, with the webpack5 runner and with the vite runner.

require('../node-version.js').requireNode()
const tls = require('node:tls')
const { checkReceiverOptions, inspectorLine, startReceiver } = require('./dev-server.js')
const viteReceiver = require('./vite-receiver.js')

/** @typedef {import('../receiver/index.js').ReceiverOptions} ReceiverOptions */

/**
 * The part of webpack-dev-server's `Server` that is needed here.
 *
 * @typedef {object} WebpackDevServer
 * @property {import('node:net').Server} server
 * @property {{ hooks: { done: { tap(name: string, callback: () => void): void } } }} compiler
 * @property {unknown} stats Of the last build; not there before the end of the first one.
 */

/** The URL of a listening server on this machine; undefined unless it has a TCP port. */
function urlOf(/** @type {import('node:net').Server} */ server) {
  const address = server.address()
  if (address === null || typeof address === 'string') return undefined
  const isWildcard = address.address === '0.0.0.0' || address.address === '::'
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `${server instanceof tls.Server ? 'https' : 'http'}://${isWildcard ? 'localhost' : host}:${address.port}/`
}

/**
 * The options of webpack-dev-server with a receiver in front of everything else.
 *
 * @param {Record<string, any>} devServer The options as they are; their own functions go on being called.
 * @param {ReceiverOptions} options
 */
function mountInWebpack(devServer, options) {
  /** @type {import('../receiver/index.js').Receiver} */
  let receiver
  return {
    ...devServer,
    setupMiddlewares(/** @type {unknown[]} */ middlewares, /** @type {WebpackDevServer} */ server) {
      receiver = startReceiver(options, devServer.allowedHosts)
      const others = devServer.setupMiddlewares?.(middlewares, server) ?? middlewares
      return [{ name: 'uploadtask', middleware: receiver.middleware }, ...others]
    },
    onListening(/** @type {WebpackDevServer} */ server) {
      devServer.onListening?.(server)
      server.server.once('close', () => receiver.close())
      const url = urlOf(server.server)
      if (options.inspector === false || url === undefined) return
      let isPrinted = false
      const print = () => {
        if (!isPrinted) console.log(`${inspectorLine(url)}\n`)
        isPrinted = true
      }
      // Taro draws the progress of the build over what is printed before the end of it.
      if (server.stats) print()
      else server.compiler.hooks.done.tap('uploadtask', print)
    },
  }
}

/**
 * @param {any} context Taro's plugin context.
 * @param {ReceiverOptions} [given]
 */
function taroPlugin(context, given) {
  const options = checkReceiverOptions('uploadtask/taro-plugin', given)
  // Only the first of the hooks is told what is built.
  let isH5 = false

  context.modifyRunnerOpts((/** @type {{ opts: any }} */ { opts }) => {
    isH5 = opts?.platform === 'h5'
    const runner = typeof opts?.compiler === 'string' ? opts.compiler : opts?.compiler?.type
    if (isH5 && runner !== 'vite') opts.devServer = mountInWebpack(opts.devServer ?? {}, options)
  })

  context.modifyViteConfig((/** @type {{ viteConfig: { plugins?: unknown[] } }} */ { viteConfig }) => {
    if (isH5) viteConfig.plugins = [...(viteConfig.plugins ?? []), viteReceiver(options)]
  })
}

Object.defineProperty(taroPlugin, 'default', { value: taroPlugin })
module.exports = taroPlugin

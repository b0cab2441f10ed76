'use strict'
// What the plugins of development servers have in common.

const { checkOptions, createReceiver } = require('../receiver/index.js')

/** @typedef {import('../receiver/index.js').ReceiverOptions} ReceiverOptions */

const PATH = '/__uploadtask/'

/**
 * Checks the options when the configuration is read, and not when the server starts.
 *
 * @param {string} plugin What to call the plugin in messages.
 * @param {unknown} options
 * @returns {ReceiverOptions}
 */
function checkReceiverOptions(plugin, options = {}) {
  return checkOptions(options, plugin) ?? {}
}

/**
 * A receiver that answers to the names the development server answers to.
 *
 * @param {ReceiverOptions} options
 * @param {unknown} allowedHosts The development server's own list; both have `.example.com` for all names below.
 */
function startReceiver(options, allowedHosts) {
  if (!Array.isArray(allowedHosts)) return createReceiver(options)
  return createReceiver({ ...options, hosts: [...(options.hosts ?? []), ...allowedHosts] })
}

/** The line that is printed below the URLs of the development server, in Vite's style. */
function inspectorLine(/** @type {string} */ url) {
  return `  ➜  Uploads: ${new URL(PATH, url)}`
}

module.exports = { checkReceiverOptions, inspectorLine, startReceiver }

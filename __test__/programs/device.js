'use strict'
// Runs a program that was written for a device, as it is. It gets from outside what a device would have: its storage,
// and a network in which `upload.example.test` is the receiver.

const fs = require('node:fs')
const path = require('node:path')
const { pathToFileURL } = require('node:url')

const { runNode } = require('../support/child')
const { temporaryFolder } = require('../support/files')
const { startProxy } = require('../support/proxy')
const { startReceiver } = require('../support/receiver')

/**
 * @typedef {object} Run
 * @property {Awaited<ReturnType<typeof runNode>>} ended
 * @property {string[]} lines What the program printed.
 * @property {Awaited<ReturnType<typeof startReceiver>>} receiver
 * @property {() => Map<number, string>} temporaryNames The name that `wx.chooseImage` gave each picture, by its size.
 */

/**
 * @param {import('node:test').TestContext} context
 * @param {string} program File name in this folder.
 * @param {object} [options]
 * @param {Record<string, string | Buffer>} [options.storage] The files of the storage areas, by their paths below the root.
 * @param {Record<string, string | Buffer>} [options.pictures] What `wx.chooseImage` gives, by file name.
 * @param {Record<string, string>} [options.env] Further variables.
 * @param {import('../support/receiver').Answer} [options.answer]
 * @returns {Promise<Run>}
 */
async function runOnDevice(context, program, { storage = {}, pictures, env = {}, answer } = {}) {
  const receiver = await startReceiver(context, answer)
  const proxy = await startProxy(context, { names: { 'upload.example.test': receiver.port } })
  const folder = temporaryFolder(context)
  const root = path.join(folder, 'storage')
  const write = (/** @type {string} */ file, /** @type {string | Buffer} */ content) => {
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(file, content)
    return file
  }
  for (const [name, content] of Object.entries(storage)) write(path.join(root, name), content)
  const chosen = Object.entries(pictures ?? {}).map(([name, content]) =>
    write(path.join(folder, name), content),
  )
  const album = pictures ? ['--import', pathToFileURL(path.join(__dirname, 'choose-image.mjs')).href] : []

  const ended = await runNode(['--import', 'uploadtask/register', ...album, path.join(__dirname, program)], {
    env: {
      UPLOADTASK_ROOT: root,
      UPLOADTASK_PROXY: proxy.url,
      PICTURES: chosen.join(path.delimiter),
      ...env,
    },
  })
  return {
    ended,
    lines: ended.stdout.trimEnd().split('\n'),
    receiver,
    temporaryNames() {
      const area = path.join(root, 'wx', 'tmp')
      return new Map(fs.readdirSync(area).map((name) => [fs.statSync(path.join(area, name)).size, name]))
    },
  }
}

module.exports = { runOnDevice }

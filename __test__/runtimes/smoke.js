'use strict'
// What every runtime has to do with the package, wherever it is installed: it is run by Node.js of each version, by Bun, by
// Deno and by Electron, beside an installed package or in the repository. It prints a line for each step that went well;
// the first that does not ends it, with an exit code of 1.
//   node smoke.js

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const net = require('node:net')
const os = require('node:os')
const path = require('node:path')
const { createRequire } = require('node:module')
const { pathToFileURL } = require('node:url')
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads')

/** Resolves from where the program was started: there the package is installed. */
const fromProject = createRequire(path.join(process.cwd(), 'smoke.js'))

/** @type {Record<string, string | undefined>} */
const versions = process.versions

/** What runs this. */
function runtime() {
  const name = versions.bun ? 'Bun' : versions.deno ? 'Deno' : versions.electron ? 'Electron' : 'Node.js'
  const version = versions.bun ?? versions.deno ?? versions.electron ?? versions.node
  return `${name} ${version} on ${process.platform} ${process.arch}`
}

/** The uploads of a platform as promises of what its callbacks were given. */
function promised(/** @type {any} */ dialect, /** @type {object} */ options) {
  return new Promise((resolve, reject) => {
    dialect.uploadFile({
      ...options,
      success: resolve,
      fail: (/** @type {any} */ ...values) => reject(values),
    })
  })
}

/** A worker's part: one upload. */
async function runInWorker() {
  const result = await promised(fromProject('uploadtask/wx'), workerData)
  parentPort?.postMessage(result.statusCode)
}

/** @type {Array<[what: string, step: (surroundings: Surroundings) => Promise<void>]>} */
const steps = [
  [
    'a watch uploads a file of 3 MB, which arrives as it is',
    async ({ options, receiver, hash }) => {
      const { statusCode } = await promised(fromProject('uploadtask'), { ...options, data: [] })
      assert.equal(statusCode, 200)
      const [file] = (await receiver.next()).files
      assert.deepEqual([file.field, file.filename, file.sha256], ['file', 'three.bin', hash])
    },
  ],
  [
    'WeChat: progress to 100, headers, form fields, text of other scripts',
    async ({ options, receiver }) => {
      const wx = fromProject('uploadtask/wx')
      /** @type {number[]} */
      const progress = []
      /** @type {any} */
      let headers
      await new Promise((resolve, reject) => {
        const task = wx.uploadFile({ ...options, formData: { 城市: '杭州' }, success: resolve, fail: reject })
        task.onProgressUpdate((/** @type {any} */ update) => progress.push(update.progress))
        task.onHeadersReceived((/** @type {any} */ { header }) => {
          headers = header
        })
      })
      assert.equal(progress.at(-1), 100)
      assert.equal(typeof headers, 'object')
      const [field] = (await receiver.next()).fields
      assert.deepEqual([field.name, field.value], ['城市', '杭州'])
    },
  ],
  [
    'Taro: a promise, by import',
    async ({ options, receiver }) => {
      const { default: taro } = await import(pathToFileURL(fromProject.resolve('uploadtask/taro')).href)
      assert.equal((await taro.uploadFile(options)).statusCode, 200)
      await receiver.next()
    },
  ],
  [
    'an upload that is aborted fails with the code of the platform',
    async ({ options }) => {
      const wx = fromProject('uploadtask/wx')
      const failure = await new Promise((resolve, reject) => {
        wx.uploadFile({ ...options, success: reject, fail: resolve }).abort()
      })
      assert.deepEqual(failure, { errMsg: 'uploadFile:fail abort', errno: 600004 })
    },
  ],
  [
    'a file that is not there fails',
    async ({ options }) => {
      const missing = { ...options, filePath: `${options.filePath}.missing` }
      await assert.rejects(
        promised(fromProject('uploadtask/wx'), missing).catch(([error]) => {
          throw new Error(error.errMsg)
        }),
        /uploadFile:fail/,
      )
    },
  ],
  [
    '20 uploads at once',
    async ({ options, receiver }) => {
      const quickapp = fromProject('uploadtask/quickapp')
      await Promise.all(Array.from({ length: 20 }, () => promised(quickapp, options)))
      for (let count = 0; count < 20; count += 1) await receiver.next()
    },
  ],
  [
    'a worker thread uploads, and ends',
    async ({ options, receiver }) => {
      const worker = new Worker(__filename, { workerData: options })
      const ended = new Promise((resolve, reject) => {
        worker.on('error', reject)
        worker.on('exit', resolve)
      })
      assert.equal(await new Promise((resolve) => worker.on('message', resolve)), 200)
      await ended
      await receiver.next()
    },
  ],
  [
    'the upload of a worker that is terminated is broken off',
    async ({ options }) => {
      const silent = net.createServer()
      try {
        await new Promise((resolve) => silent.listen(0, '127.0.0.1', () => resolve(undefined)))
        const { port } = /** @type {net.AddressInfo} */ (silent.address())
        const connected = new Promise((resolve) => silent.once('connection', resolve))
        const url = `http://127.0.0.1:${port}/`
        const worker = new Worker(__filename, { workerData: { ...options, url } })
        const socket = /** @type {net.Socket} */ (await connected)
        const closed = new Promise((resolve) => socket.once('close', resolve))
        socket.on('error', () => {}).resume()
        await worker.terminate()
        await closed
      } finally {
        silent.close()
      }
    },
  ],
]

/**
 * @typedef {object} Surroundings
 * @property {import('../../lib/receiver/index.js').Receiver} receiver
 * @property {{ url: string, filePath: string, name: string }} options Those of each upload.
 * @property {string} hash That of the file.
 */

async function main() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'uploadtask-smoke-'))
  const filePath = path.join(folder, 'three.bin')
  const content = Buffer.alloc(3_000_000, 'uploadtask ')
  fs.writeFileSync(filePath, content)
  const receiver = fromProject('uploadtask/receiver').createReceiver()
  try {
    const { url } = await receiver.listen()
    const options = { url: `${url}/upload`, filePath, name: 'file' }
    const hash = createHash('sha256').update(content).digest('hex')
    console.log(runtime())
    for (const [what, step] of steps) {
      await step({ receiver, options, hash })
      console.log(`  ok  ${what}`)
    }
  } finally {
    await receiver.close()
    fs.rmSync(folder, { recursive: true, force: true })
  }
  console.log(`  all ${steps.length} steps`)
}

;(isMainThread ? main() : runInWorker()).catch((error) => {
  console.error(error)
  process.exitCode = 1
})

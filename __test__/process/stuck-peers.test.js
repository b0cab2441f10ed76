'use strict'
// An upload that ends before its peer has read it lets go of its socket and its file at once, whatever the peer does.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const { test } = require('node:test')

const { record } = require('../support/calls')
const { issueRoot, issueServer } = require('../support/certificates')
const { sparseFile } = require('../support/files')
const { startRawServer } = require('../support/raw-server')
const { within } = require('../support/within')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

const COUNT = 20
const KiB = 1024
const MiB = 1024 * KiB
// Sizes about what a connection and its peer hold between them: of some of these, only the end is left to be sent.
const nearlySent = Array.from({ length: COUNT }, (_, index) => (3800 + index * 40) * KiB)
const sizes = { 'of 64 MiB': Array.from({ length: COUNT }, () => 64 * MiB), 'nearly sent': nearlySent }
const skip = process.platform === 'linux' ? false : 'the open files of a process are read from /proc'
const certificates = issueRoot().then(async (root) => ({ ca: root.cert, secure: await issueServer(root) }))

/** What the descriptors of this process refer to. */
function openDescriptors() {
  return fs.readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${descriptor}`)
    } catch {
      // That of the folder, which is closed by now.
      return []
    }
  })
}

const countOf = (/** @type {string} */ start) =>
  openDescriptors().filter((what) => what.startsWith(start)).length

/** Resolves when a condition holds that nothing tells of. @param {() => boolean} holds */
async function until(holds) {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}

for (const way of /** @type {const} */ (['TCP', 'TLS', 'intercepted'])) {
  const secured = way === 'TLS'
  for (const end of /** @type {const} */ (['abort', 'timeout'])) {
    for (const [size, lengths] of Object.entries(sizes)) {
      // The TLS stack's own buffer takes the last 64 KiB of a body, and does not tell when the socket has them.
      if (secured && lengths === nearlySent) continue
      const title = `H30 H20 ${COUNT} uploads ${size} that end by ${end} while their peers read nothing (${way})`
      test(title, { timeout: 60_000, skip }, async (context) => {
        const { ca, secure } = await certificates
        const server = await startRawServer(
          context,
          (socket) => socket.pause(),
          secured ? { ...secure, pauseOnConnect: false } : undefined,
        )
        const files = lengths.map((length) => sparseFile(context, length))
        const countOfFiles = () => files.reduce((sum, file) => sum + countOf(file), 0)
        const intercept = { 'https://api.example.invalid': new URL(server.url).origin }
        const { wx } = createRuntime({
          ca,
          maxConcurrency: COUNT,
          ...(way === 'intercepted' && { intercept }),
        })
        const url = way === 'intercepted' ? 'https://api.example.invalid' : server.url
        const before = countOf('socket:')
        const timeout = end === 'timeout' ? 2000 : 60_000
        const uploads = files.map((filePath) =>
          record(wx.uploadFile, { url, filePath, name: 'file', timeout }),
        )
        // Once the peers hold what they take, and the sockets too, each reports something.
        const moving = uploads.map(({ task }) => new Promise((resolve) => task.onProgressUpdate(resolve)))
        await within(Promise.all(moving), 20_000, 'progress of all')
        await within(
          until(() => server.sockets.size === COUNT),
          10_000,
          'all connections accepted',
        )
        assert.equal(countOfFiles(), COUNT)
        if (end === 'abort') for (const { task } of uploads) task.abort()
        await within(Promise.all(uploads.map(({ done }) => done)), 10_000, 'the end of all')
        for (const { calls } of uploads) assert.equal(calls[0][0], 'fail')

        await within(
          until(() => countOfFiles() === 0),
          10_000,
          'the files closed',
        )
        // Only the server's own are left.
        await within(
          until(() => countOf('socket:') <= before + server.sockets.size),
          10_000,
          'the sockets closed',
        )
      })
    }
  }
}

test('H30 H20 a server that pauses does not end an upload: only the time limit does', {
  timeout: 60_000,
}, async (context) => {
  /** @type {import('node:net').Socket[]} */
  const paused = []
  const server = await startRawServer(context, (socket) => paused.push(socket.pause()))
  const filePath = sparseFile(context, 16 * MiB)
  const options = { url: server.url, filePath, name: 'file' }
  const { task, calls, done } = record(createRuntime().wx.uploadFile, options)
  await within(new Promise((resolve) => task.onProgressUpdate(resolve)), 20_000, 'progress')
  // TCP_USER_TIMEOUT, where a socket has one, is what would end it.
  const [socket] = paused
  let received = 0
  socket.on('data', (chunk) => {
    received += chunk.length
    if (received >= 16 * MiB) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  })
  socket.resume()
  await within(done, 20_000, 'the end')
  assert.equal(calls[0][0], 'success')
})

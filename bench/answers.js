'use strict'
// How many answers arrive from a server that answers at the head of an upload and closes at once, without reading the rest:
// idle, and beside four busy loops.
//   node bench/answers.js [uploads of each kind, default 60]

const { fork, spawn } = require('node:child_process')
const { once } = require('node:events')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { createRuntime } = require('uploadtask')

const UPLOADS = Number(process.argv[2] ?? 60)
const MEBI = 1024 ** 2
const SIZES = [MEBI / 16, MEBI / 2, MEBI, 4 * MEBI, 64 * MEBI]
const BUSY_LOOPS = 4

/** What the server does once its answer is written. */
const ENDINGS = {
  'keeps the connection, never reads': () => {},
  'ends its side (FIN)': (/** @type {import('node:net').Socket} */ socket) => socket.end(),
  'destroys the socket at once': (/** @type {import('node:net').Socket} */ socket) => socket.destroy(),
  'resets the connection at once': (/** @type {import('node:net').Socket} */ socket) =>
    socket.resetAndDestroy(),
  'destroys the socket 20 ms later': (/** @type {import('node:net').Socket} */ socket) =>
    setTimeout(() => socket.destroy(), 20),
}

/** @typedef {keyof typeof ENDINGS} Ending */

/** The server, a process of its own. */
function serve(/** @type {Ending} */ ending) {
  const server = require('node:net').createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {})
    let head = ''
    socket.on('data', (chunk) => {
      head += chunk.toString('latin1')
      if (!head.includes('\r\n\r\n')) return
      socket.pause().removeAllListeners('data')
      socket.write(
        'HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbig',
        () => ENDINGS[ending](socket),
      )
    })
  })
  server.listen(0, '127.0.0.1', () => {
    process.send?.(/** @type {import('node:net').AddressInfo} */ (server.address()).port)
  })
}

/** How many of the answers arrive. */
async function measure(/** @type {Ending} */ ending, /** @type {string} */ filePath) {
  const server = fork(__filename, ['serve', ending])
  const [port] = await once(server, 'message')
  const { wx } = createRuntime()
  let delivered = 0
  for (let upload = 0; upload < UPLOADS; upload += 1) {
    await new Promise((resolve) => {
      wx.uploadFile({
        ...{ url: `http://127.0.0.1:${port}/`, filePath, name: 'file' },
        success: ({ statusCode }) => {
          delivered += Number(statusCode === 413)
        },
        complete: resolve,
      })
    })
  }
  server.kill()
  return delivered
}

/** Prints a table: a row for each ending, a column for each size. */
async function measureAll(/** @type {string} */ title, /** @type {string} */ folder) {
  console.log(`\n${title}: answers delivered of ${UPLOADS}`)
  /** @type {Record<string, Record<string, number>>} */
  const table = {}
  for (const ending of /** @type {Ending[]} */ (Object.keys(ENDINGS))) {
    table[ending] = {}
    for (const size of SIZES) {
      const file = path.join(folder, String(size))
      fs.closeSync(fs.openSync(file, 'a'))
      fs.truncateSync(file, size)
      table[ending][`${size / 1024} KiB`] = await measure(ending, file)
    }
  }
  console.table(table)
}

async function main() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'uploadtask-bench-'))
  try {
    await measureAll('An idle machine', folder)
    const loops = Array.from({ length: BUSY_LOOPS }, () => spawn(process.execPath, ['-e', 'for (;;) {}']))
    await measureAll(`Beside ${BUSY_LOOPS} busy loops`, folder)
    for (const loop of loops) loop.kill()
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
}

if (process.argv[2] === 'serve') serve(/** @type {Ending} */ (process.argv[3]))
else main()

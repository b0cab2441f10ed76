'use strict'
// What a hostile sender can do to a receiver, about 30 MB of each sort, and a receiver in a process of its own whose heap
// and event loop are watched. For tests, and for `npm run bench:attacks`.

const { spawn } = require('node:child_process')
const { once } = require('node:events')
const net = require('node:net')
const readline = require('node:readline')
const { packageFolder } = require('./child.js')

const SIZE = 30_000_000
const DISPOSITION = 'Content-Disposition: form-data; name="f"; filename="x"'

/** Text over and over, up to a size. */
function filled(/** @type {string} */ text, size = SIZE) {
  return Buffer.alloc(size, text, 'latin1')
}

/** Parts with these headers and bodies, as many as there is room for. */
function parts(/** @type {(index: number) => [headers: string, body: string]} */ partOf, size = SIZE) {
  const list = []
  for (let index = 0, length = 0; length < size; index += 1) {
    const [headers, body] = partOf(index)
    const bytes = Buffer.from(`--x\r\n${headers}\r\n\r\n${body}\r\n`, 'latin1')
    list.push(bytes)
    length += bytes.length
  }
  return Buffer.concat([...list, Buffer.from('--x--')])
}

function field(/** @type {string} */ name) {
  return `Content-Disposition: form-data; name="${name}"`
}

/** Each sort: a body, its boundary when it is not `x`, and whether each byte comes in a chunk of its own. */
/** @type {Array<{ what: string, body: () => Buffer, boundary?: string, isChopped?: boolean }>} */
const BODIES = [
  { what: 'names of 30 kB', body: () => parts((index) => [field(`${'n'.repeat(30_000)}${index}`), '']) },
  { what: 'names of 4 KiB', body: () => parts((index) => [field(String(index).padStart(4096, 'n')), '']) },
  { what: 'empty fields', body: () => parts(() => [field('a'), '']) },
  { what: 'empty files', body: () => parts(() => [DISPOSITION, '']) },
  { what: 'files of the same name', body: () => parts(() => [DISPOSITION, 'data'.repeat(7000)]) },
  { what: 'semicolons', body: () => parts(() => [`${field('a')}${';'.repeat(60_000)}`, '']) },
  { what: 'quotes', body: () => parts(() => [`${field('a')}; b="${'\\"'.repeat(30_000)}`, '']) },
  {
    what: 'escapes',
    body: () => parts(() => [`${field('a')}; filename*=UTF-8''${'%61'.repeat(1300)}`, 'x']),
  },
  { what: 'lines', body: () => parts(() => [`${field('a')}${'\r\nX:'.repeat(15_000)}`, '']) },
  { what: 'a head without end', body: () => filled(`--x\r\n${'y'.repeat(1000)}`) },
  { what: 'white space', body: () => Buffer.concat([Buffer.from('--x'), filled(' ')]) },
  {
    what: 'control characters',
    body: () => parts((index) => [field(`c${index}`), '\u0001'.repeat(1 << 20)]),
  },
  {
    what: 'another charset',
    body: () => parts(() => [`${field('g')}\r\nContent-Type: a/b; charset=gb18030`, 'é'.repeat(1 << 19)]),
  },
  {
    what: 'beginnings of delimiters',
    body: () => Buffer.concat([Buffer.from(`--x\r\n${DISPOSITION}\r\n\r\n`), filled('\r\n--')]),
  },
  {
    what: 'a boundary that repeats itself',
    boundary: 'a'.repeat(70),
    body: () => Buffer.concat([Buffer.from(`--${'a'.repeat(70)}\r\n${DISPOSITION}\r\n\r\n`), filled('a')]),
  },
  { what: 'a preamble', body: () => filled('\n--') },
  { what: 'an epilogue', body: () => Buffer.concat([Buffer.from('--x--'), filled('y')]) },
  {
    what: 'a file byte by byte',
    isChopped: true,
    body: () => Buffer.concat([Buffer.from(`--x\r\n${DISPOSITION}\r\n\r\n`), filled('y', SIZE / 6)]),
  },
  {
    what: 'a field byte by byte',
    isChopped: true,
    body: () => parts(() => [field('a'), 'y'.repeat(1_000_000)], SIZE / 6),
  },
  {
    what: 'heads byte by byte',
    isChopped: true,
    body: () => parts(() => [`${field('a')}\r\nX: ${'y'.repeat(60_000)}`, ''], SIZE / 6),
  },
]

const head = (/** @type {string} */ framing, boundary = 'x') =>
  `POST /upload HTTP/1.1\r\nHost: localhost\r\n${framing}\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\n\r\n`

/** The bytes on the wire. */
function requestOf(/** @type {typeof BODIES[number]} */ { body, boundary, isChopped = false }) {
  const content = body()
  if (!isChopped)
    return Buffer.concat([Buffer.from(head(`Content-Length: ${content.length}`, boundary)), content])
  const chunks = Buffer.alloc(content.length * 6)
  for (const [index, byte] of content.entries()) {
    chunks.write('1\r\n', 6 * index, 'latin1')
    chunks[6 * index + 3] = byte
    chunks.write('\r\n', 6 * index + 4, 'latin1')
  }
  return Buffer.concat([
    Buffer.from(head('Transfer-Encoding: chunked', boundary)),
    chunks,
    Buffer.from('0\r\n\r\n'),
  ])
}

/** Sends bytes; resolves with the first bytes of the answer when the connection has closed, or the answer is there. */
async function send(/** @type {number} */ port, /** @type {Buffer | string} */ bytes) {
  const socket = net.connect(port, '127.0.0.1')
  socket.on('error', () => {})
  let answer = ''
  const over = new Promise((resolve) => {
    socket.on('close', resolve)
    socket.on('data', (chunk) => {
      if (answer.length < 100) answer += chunk.toString('latin1')
      if (/[}]$|\r\n0\r\n\r\n$/.test(chunk.subarray(-8).toString('latin1'))) resolve(undefined)
    })
  })
  socket.write(bytes)
  await over
  socket.destroy()
  return answer.slice(9, 12)
}

/**
 * A receiver in a process of its own, with a heap of 150 MB: more of it is the end of the process.
 *
 * @param {string} [before] Run in that process first.
 */
async function startWatched(before = '') {
  const program = `
    ${before}
    const { monitorEventLoopDelay } = require('node:perf_hooks')
    const { createReceiver } = require('./lib/receiver/index.js')
    const delay = monitorEventLoopDelay({ resolution: 1 })
    const receiver = createReceiver()
    let heap = 0
    setInterval(() => { heap = Math.max(heap, process.memoryUsage().heapUsed) }, 10).unref()
    receiver.listen().then(({ port }) => console.log(port))
    process.stdin.on('data', () => {
      console.log(JSON.stringify({ heap, stop: Number.isFinite(delay.max) ? delay.max / 1e6 : 0, uploads: receiver.uploads.length, states: receiver.uploads.map(({ state }) => state) }))
      heap = 0
      delay.reset()
    })
    process.stdin.on('end', () => process.exit())
    delay.enable()`
  const child = spawn(process.execPath, ['--max-old-space-size=150', '-e', program], {
    cwd: packageFolder,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error('the receiver has ended')
    return value
  }
  const port = Number(await next())
  return {
    port,
    /** Since the last call: bytes of heap, and the loop's longest stop in milliseconds. */
    async measure() {
      child.stdin.write('measure\n')
      return /** @type {{ heap: number, stop: number, uploads: number, states: string[] }} */ (
        JSON.parse(await next())
      )
    },
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.stdin.end()
      await ended
    },
  }
}

module.exports = { BODIES, head, requestOf, send, startWatched }

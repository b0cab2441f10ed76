'use strict'
// How fast the receiver takes 1 GiB, beside a bare busboy server that drops it, and one that stores and hashes it as the
// receiver does; interleaved, each in its own process.
//   node bench/receiver.js [rounds, default 7]

const { spawn } = require('node:child_process')
const { randomBytes } = require('node:crypto')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const readline = require('node:readline')
const wx = require('uploadtask/wx')
const { median } = require('./statistics.js')

const BYTES = 1024 ** 3
const ROUNDS = Number(process.argv[2] ?? 7)
const MEBI = 1024 ** 2

/** Starts one of the servers. */
async function startServer(/** @type {string} */ kind) {
  const child = spawn(process.execPath, [path.join(__dirname, 'receiver-server.js'), kind], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => JSON.parse((await lines.next()).value)
  const { url } = await next()
  return {
    kind,
    url,
    next,
    async stop() {
      child.stdin.end()
      return (await next()).peak
    },
  }
}

/** Uploads the file; returns the milliseconds until the server has reported all of it. */
async function measure(
  /** @type {Awaited<ReturnType<typeof startServer>>} */ server,
  /** @type {string} */ filePath,
) {
  const started = process.hrtime.bigint()
  const arrived = server.next()
  await new Promise((resolve, reject) => {
    wx.uploadFile({
      ...{ url: server.url, filePath, name: 'file', timeout: 600_000 },
      success: resolve,
      fail: reject,
    })
  })
  const { size } = await arrived
  if (size !== BYTES) throw new Error(`${server.kind} got ${size} bytes of ${BYTES}`)
  return Number(process.hrtime.bigint() - started) / 1e6
}

async function main() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'uploadtask-bench-'))
  const file = path.join(folder, 'gibibyte.bin')
  // Random, as compressed pictures and films are: a repetitive text is searched for delimiters in leaps.
  const chunk = randomBytes(16 * MEBI)
  for (let written = 0; written < BYTES; written += chunk.length) fs.appendFileSync(file, chunk)
  const servers = []
  for (const kind of ['busboy', 'busboy-disk', 'receiver']) servers.push(await startServer(kind))
  /** @type {number[][]} */
  const times = servers.map(() => [])
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, server] of servers.entries()) times[index].push(await measure(server, file))
      process.stderr.write(`round ${round + 1} of ${ROUNDS}\n`)
    }
    console.log('| server | median ms | MiB/s | peak RSS, MiB |')
    console.log('| --- | --- | --- | --- |')
    for (const [index, server] of servers.entries()) {
      const milliseconds = median(times[index])
      const peak = await server.stop()
      console.log(
        `| ${server.kind} | ${milliseconds.toFixed(0)} | ${((BYTES / MEBI / milliseconds) * 1000).toFixed(0)} | ${(peak / MEBI).toFixed(0)} |`,
      )
    }
    console.log('')
    const own = times[times.length - 1]
    for (const [index, { kind }] of servers.slice(0, -1).entries()) {
      const ratios = times[index].map((other, round) => other / own[round])
      console.log(`speed of the receiver / ${kind}: ${median(ratios).toFixed(2)} (median of ${ROUNDS} pairs)`)
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

main().then(
  () => process.exit(),
  (error) => {
    console.error(error)
    process.exit(1)
  },
)

'use strict'
// One client doing one job, in a process of its own: `node client.js <job.json>`. Prints what it measured as one line of
// JSON, or fails with the reason on stderr.

const fs = require('node:fs')

/**
 * @typedef {object} Job
 * @property {string} client The module in clients/.
 * @property {string} url
 * @property {string} list A file with the files' paths, one a line.
 * @property {number} size Bytes of each.
 * @property {number} concurrency
 * @property {boolean} listeners
 * @property {boolean} gaps
 * @property {number} passes How often each file is uploaded.
 * @property {boolean} isTimedAsProcess
 * @property {boolean} isLoadOnly
 * @property {string | null} ca A PEM file.
 *
 * @typedef {object} Measurement Milliseconds.
 * @property {number} wall From before the first upload to after the last.
 * @property {number | null} mainThread CPU time of the main thread over the same stretch; null where it is not known.
 * @property {number | null} gap The longest time that the event loop stood still.
 * @property {number} load What loading the client took.
 * @property {Passes | null} passes Where there is more than one.
 *
 * @typedef {object} Passes
 * @property {number} first CPU time of the process during the first pass.
 * @property {number} last
 * @property {number} growth Bytes of resident memory at the end, minus those after the first pass.
 *
 * @typedef {{ concurrency: number, listeners: boolean, ca: string | null }} ClientOptions
 * @typedef {(upload: { url: string, path: string, size: number }) => Promise<void>} Upload Rejects unless the answer is 200.
 */

const now = () => Number(process.hrtime.bigint()) / 1e6

/** The CPU time of the main thread so far, in milliseconds. */
function mainThreadTime() {
  // The kernel brings the figure up to date when a thread is taken off its processor.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
  try {
    const [nanoseconds] = fs.readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')
    return Number(nanoseconds) / 1e6
  } catch {
    return null
  }
}

/** Watches the event loop; returns a function that stops it and returns the longest gap. */
async function watchGaps() {
  const { monitorEventLoopDelay } = require('node:perf_hooks')
  const { setTimeout } = require('node:timers/promises')
  const resolution = 1
  const histogram = monitorEventLoopDelay({ resolution })
  histogram.enable()
  await setTimeout(10)
  histogram.reset()
  return async () => {
    // A gap is recorded when it is over.
    await setTimeout(10)
    histogram.disable()
    return Math.max(0, histogram.max / 1e6 - resolution)
  }
}

/** Notes what the process has cost whenever so many uploads are done. */
function watchPasses(/** @type {number} */ size) {
  const note = () => {
    const { user, system } = process.cpuUsage()
    return { cpu: (user + system) / 1000, rss: process.memoryUsage.rss() }
  }
  const notes = [note()]
  let done = 0
  return {
    count() {
      done += 1
      if (done % size === 0) notes.push(note())
    },
    /** @returns {Passes} */
    result() {
      const [start, first] = notes
      const [beforeLast, last] = notes.slice(-2)
      return { first: first.cpu - start.cpu, last: last.cpu - beforeLast.cpu, growth: last.rss - first.rss }
    },
  }
}

/** @returns {Promise<Measurement>} */
async function run(/** @type {Job} */ job) {
  const loadStarted = now()
  if (job.isLoadOnly) {
    require('uploadtask/wx')
    return { wall: 0, mainThread: null, gap: null, load: now() - loadStarted, passes: null }
  }
  /** @type {{ createUpload: (options: ClientOptions) => Promise<Upload> }} */
  const { createUpload } = require(`./clients/${job.client}.js`)
  const upload = await createUpload(job)
  const load = now() - loadStarted

  const list = fs
    .readFileSync(job.list, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
  const total = list.length * job.passes
  let next = 0
  const passes = job.passes > 1 ? watchPasses(list.length) : null
  const url = `${job.url}?size=${job.size}`
  const worker = async () => {
    while (next < total) {
      const path = list[next % list.length]
      next += 1
      await upload({ url, path, size: job.size })
      passes?.count()
    }
  }
  const endGaps = job.gaps ? await watchGaps() : null
  // Where the whole process is timed, nothing is added to it.
  const mainThreadStarted = job.isTimedAsProcess ? null : mainThreadTime()
  const started = now()
  await Promise.all(Array.from({ length: job.concurrency }, worker))
  const wall = now() - started
  const mainThreadEnded = mainThreadStarted === null ? null : mainThreadTime()
  const mainThread =
    mainThreadStarted === null || mainThreadEnded === null ? null : mainThreadEnded - mainThreadStarted
  return { wall, mainThread, gap: endGaps ? await endGaps() : null, load, passes: passes?.result() ?? null }
}

/** @type {Job} */
const job = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))
run(job).then(
  (measurement) => {
    fs.writeSync(1, `${JSON.stringify(measurement)}\n`)
    // This package ends by itself; others may keep sockets that would hold the process for seconds.
    if (job.client !== 'uploadtask') process.exit()
  },
  (error) => {
    console.error(error)
    process.exit(1)
  },
)

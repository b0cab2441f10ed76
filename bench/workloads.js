'use strict'
// What is uploaded, and how many at a time.

const KIBI = 1024
const MEBI = 1024 ** 2
const GIBI = 1024 ** 3

/**
 * @typedef {object} Workload
 * @property {string} title
 * @property {number} count How many files.
 * @property {number} size Bytes of each.
 * @property {number} concurrency How many uploads at a time.
 * @property {boolean} [isSecure] Over HTTPS.
 * @property {boolean} [listeners] Progress is listened to.
 * @property {boolean} [gaps] The event loop's gaps are watched, which costs the main thread something.
 * @property {boolean} [isTimedAsProcess] Its time is that of the whole process, from start to exit.
 * @property {boolean} [isLoadOnly] The package is loaded and nothing more.
 * @property {number} [passes] How often each file is uploaded, in one process; default 1. What the first and the last pass
 *   cost is measured then.
 * @property {number} [repeat] How often a round runs each client; default 1. For what is over soon.
 */

/** @type {Record<string, Workload>} */
const WORKLOADS = {
  gibibyte: { title: '1 GiB', count: 1, size: GIBI, concurrency: 1 },
  progress: {
    title: '1 GiB with a progress listener',
    ...{ count: 1, size: GIBI, concurrency: 1, listeners: true },
  },
  'large-in-turn': { title: '5 × 100 MiB in turn', count: 5, size: 100 * MEBI, concurrency: 1 },
  small: { title: '10,000 × 1 KiB, 10 at a time', count: 10_000, size: KIBI, concurrency: 10 },
  'small-64': { title: '10,000 × 1 KiB, 64 at a time', count: 10_000, size: KIBI, concurrency: 64 },
  'small-1': { title: '10,000 × 1 KiB, one at a time', count: 10_000, size: KIBI, concurrency: 1 },
  'small-listeners': {
    title: '10,000 × 1 KiB, 10 at a time, with listeners',
    ...{ count: 10_000, size: KIBI, concurrency: 10, listeners: true },
  },
  'small-gaps': {
    title: '10,000 × 1 KiB, 10 at a time, with listeners; gaps watched',
    ...{ count: 10_000, size: KIBI, concurrency: 10, listeners: true, gaps: true },
  },
  sustained: {
    title: '200,000 × 1 KiB in one process, 10 at a time',
    ...{ count: 10_000, size: KIBI, concurrency: 10, passes: 20 },
  },
  medium: {
    title: '1,000 × 100 KiB, 10 at a time',
    ...{ count: 1000, size: 100 * KIBI, concurrency: 10, repeat: 3 },
  },
  start: {
    title: 'start, load, one 1 KiB upload, exit',
    ...{ count: 1, size: KIBI, concurrency: 1, isTimedAsProcess: true, repeat: 5 },
  },
  load: {
    title: "require('uploadtask/wx')",
    ...{ count: 1, size: KIBI, concurrency: 1, isLoadOnly: true, repeat: 5 },
  },
  https: { title: '500 MiB over HTTPS', count: 1, size: 500 * MEBI, concurrency: 1, isSecure: true },
  'at-once': { title: '200 × 10 MiB at once', count: 200, size: 10 * MEBI, concurrency: 200 },
}

/** The same with less to send: for trying the benchmark out. */
function quickly(/** @type {Workload} */ workload) {
  const { title, count, size } = workload
  if (workload.isLoadOnly) return workload
  const least =
    size >= MEBI ? { count: Math.min(count, 20), size: size / 16 } : { count: Math.ceil(count / 20), size }
  return { ...workload, ...least, title: `${title} (--quick: ${least.count} × ${least.size / KIBI} KiB)` }
}

module.exports = { WORKLOADS, quickly, KIBI, MEBI }

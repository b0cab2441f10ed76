'use strict'
// A thread that hashes files behind whoever writes them: a large one takes as long to hash as to receive.

const { createHash } = require('node:crypto')
const fs = require('node:fs')
const { parentPort } = require('node:worker_threads')

/** @typedef {{ id: number, path?: string, upTo?: number, end?: boolean, cancel?: boolean }} Message */
/** @typedef {{ descriptor: number, hash: import('node:crypto').Hash, position: number }} Job */

const buffer = Buffer.allocUnsafeSlow(1024 * 1024)
/** @type {Map<number, Job>} */
const jobs = new Map()

function open(/** @type {number} */ id, /** @type {string} */ path) {
  const job = { descriptor: fs.openSync(path, 'r'), hash: createHash('sha256'), position: 0 }
  jobs.set(id, job)
  return job
}

function close(/** @type {number} */ id) {
  const job = jobs.get(id)
  jobs.delete(id)
  if (job) fs.closeSync(job.descriptor)
}

function hash(/** @type {Job} */ job, /** @type {number} */ upTo) {
  while (job.position < upTo) {
    const length = Math.min(buffer.length, upTo - job.position)
    const bytes = fs.readSync(job.descriptor, buffer, 0, length, job.position)
    if (bytes === 0) throw new Error('the file is shorter than what was written')
    job.hash.update(buffer.subarray(0, bytes))
    job.position += bytes
  }
}

parentPort?.on('message', (/** @type {Message} */ { id, path, upTo = 0, end, cancel }) => {
  try {
    if (cancel) return close(id)
    const job = path === undefined ? jobs.get(id) : open(id, path)
    // One that failed before.
    if (!job) return
    hash(job, upTo)
    if (!end) return
    const sha256 = job.hash.digest('hex')
    close(id)
    parentPort?.postMessage({ id, sha256 })
  } catch (error) {
    close(id)
    parentPort?.postMessage({ id, error: String(error) })
  }
})

'use strict'
// One client doing one workload once: launched so that the kernel counts what it costs, and believed only when the
// server says that every byte has arrived.

const fs = require('node:fs')
const path = require('node:path')
const { runToEnd } = require('./children.js')
const { CLIENTS } = require('./clients.js')

/** What takes longer than this has failed. */
const TIMEOUT = 5 * 60 * 1000

/**
 * Milliseconds and bytes.
 *
 * @typedef {object} Sample
 * @property {number} time From before the first upload to after the last; or the process's, see `isTimedAsProcess`.
 * @property {number} cpu User and system time of the whole process.
 * @property {number} peak The largest resident memory.
 * @property {number | null} mainThread CPU time of the main thread while uploading.
 * @property {number | null} gap
 * @property {number | null} load
 * @property {import('./client.js').Passes | null} passes
 * @property {number} uploads
 *
 * @typedef {object} Surroundings
 * @property {string} native The benchmark's own program.
 * @property {string} folder
 * @property {import('./sink.js').Sink} sink
 * @property {string} ca
 */

/** A client that did not do what it should have done. */
class ClientFailure extends Error {}

/** curl's own command line, as a file: one process for all uploads. */
function curlConfiguration(
  /** @type {string} */ url,
  /** @type {number} */ concurrency,
  /** @type {string[]} */ paths,
) {
  const transfers = paths.map((file) =>
    [
      ...[`url = "${url}"`, `form = "file=@${file}"`, 'output = "/dev/null"', 'fail', 'silent', 'show-error'],
      // Else it waits for the server's consent to large bodies.
      'header = "Expect:"',
    ].join('\n'),
  )
  const parallel = concurrency > 1 ? `parallel\nparallel-max = ${concurrency}\n` : ''
  return `${parallel}${transfers.join('\nnext\n')}\n`
}

/**
 * The command line of a client.
 *
 * @param {string} client
 * @param {import('./workloads.js').Workload} workload
 * @param {import('./file-sets.js').FileSet} files
 * @param {Surroundings} surroundings
 */
function commandLine(client, workload, files, { native, folder, sink, ca }) {
  const { concurrency, size, isSecure = false } = workload
  const url = isSecure ? sink.secureUrl : sink.url
  if (client === 'limit') {
    const secure = isSecure ? ['--ca', ca] : []
    return [native, 'limit', '--url', url, '--list', files.list, '--concurrency', `${concurrency}`, ...secure]
  }
  if (client === 'curl') {
    const config = path.join(folder, 'curl.txt')
    fs.writeFileSync(config, curlConfiguration(`${url}?size=${size}`, concurrency, files.paths))
    return ['curl', '-q', '--config', config]
  }
  const { listeners = false, gaps = false, isTimedAsProcess = false, isLoadOnly = false } = workload
  const { passes = 1 } = workload
  /** @type {import('./client.js').Job} */
  const job = {
    ...{
      client,
      url,
      list: files.list,
      size,
      concurrency,
      listeners,
      gaps,
      passes,
      isTimedAsProcess,
      isLoadOnly,
    },
    ca: isSecure ? ca : null,
  }
  const file = path.join(folder, 'job.json')
  fs.writeFileSync(file, JSON.stringify(job))
  return [process.execPath, path.join(__dirname, 'client.js'), file]
}

/** What the server has to report when each file was sent so many times: its digest is a sum. */
function expectedOf(
  /** @type {import('./file-sets.js').FileSet} */ { expected: { files, bytes, digest } },
  /** @type {number} */ times,
) {
  const sum = BigInt.asUintN(64, BigInt(`0x${digest}`) * BigInt(times))
  return { files: files * times, bytes: bytes * times, digest: sum.toString(16).padStart(16, '0') }
}

/** Why a process failed, in a sentence. */
function reasonOf(/** @type {Awaited<ReturnType<typeof runToEnd>>} */ { code, stderr, isLate }) {
  if (isLate) return `not done after ${TIMEOUT / 1000} s`
  const lines = stderr.split('\n').filter((line) => line.trim() !== '')
  const telling = lines.find((line) => /error|uploadtask-bench:|curl:/i.test(line)) ?? lines.at(-1)
  return `exit code ${code}: ${(telling ?? 'nothing on stderr').trim().slice(0, 200)}`
}

/**
 * @param {string} client
 * @param {import('./workloads.js').Workload} workload
 * @param {import('./file-sets.js').FileSet} files
 * @param {Surroundings} surroundings
 * @returns {Promise<Sample>}
 * @throws {ClientFailure}
 */
async function measure(client, workload, files, surroundings) {
  const { native, folder, sink } = surroundings
  const report = path.join(folder, 'report.json')
  // Whatever an earlier, failed client had on its way.
  await sink.taken()
  const ended = await runToEnd(
    native,
    ['run', '--report', report, '--', ...commandLine(client, workload, files, surroundings)],
    { cwd: folder, timeout: TIMEOUT },
  )
  const taken = await sink.taken()
  if (ended.code !== 0 || ended.isLate) throw new ClientFailure(reasonOf(ended))

  const sends = !CLIENTS[client].sendsNothing && !workload.isLoadOnly
  const expected = expectedOf(files, sends ? (workload.passes ?? 1) : 0)
  if (
    taken.refused > 0 ||
    taken.uploads !== expected.files ||
    taken.bytes !== expected.bytes ||
    taken.digest !== expected.digest
  ) {
    throw new ClientFailure(
      `the server has received ${taken.uploads} of ${expected.files} uploads, ${taken.bytes} of ${expected.bytes} bytes, ` +
        `refused ${taken.refused}; digest ${taken.digest} for ${expected.digest}`,
    )
  }

  const { wall, cpu, peak } = JSON.parse(fs.readFileSync(report, 'utf8'))
  fs.rmSync(report)
  const own = client === 'curl' ? {} : JSON.parse(ended.stdout)
  return {
    time: CLIENTS[client].isTimedAsProcess || workload.isTimedAsProcess ? wall : own.wall,
    cpu,
    peak,
    mainThread: own.mainThread ?? null,
    gap: own.gap ?? null,
    load: own.load ?? null,
    passes: own.passes ?? null,
    uploads: expected.files,
  }
}

module.exports = { measure, ClientFailure }

'use strict'
// The upload command: all files are handed over at once; the runtime has them wait for their turn.

const { loadConfiguration } = require('../../configuration/index.js')
const { UsageError } = require('../errors.js')
const { exitCodeOf, onceAskedToEnd } = require('../signals.js')
const { isInteractive } = require('../terminal.js')
const { DIALECTS } = require('./dialects.js')
const { exitCode } = require('./exit-code.js')
const { findFiles } = require('./find-files.js')
const { startTransfer } = require('./transfer.js')

/**
 * @typedef {object} UploadOptions
 * @property {string} url
 * @property {string} name
 * @property {Array<[string, string]>} [field]
 * @property {Array<[string, string]>} [header]
 * @property {keyof typeof DIALECTS} [dialect]
 * @property {number} [timeout]
 * @property {number} [concurrency]
 * @property {boolean} [json]
 *
 * @typedef {object} Report How results are reported to people or programs.
 * @property {(index: number, progress: import('./transfer.js').Progress) => void} progress
 * @property {(index: number, result: import('./transfer.js').Result) => void} ended
 * @property {(results: import('./transfer.js').Result[]) => void} close
 */

/** The runtime of the project's configuration, with the command line over it. */
function configure(/** @type {UploadOptions} */ options, /** @type {boolean} */ hasHostFiles) {
  // The addon is loaded here, not for `--help`.
  const { getDefaultRuntime, setDefaultRuntime } = require('../../runtime.js')
  try {
    const configuration = loadConfiguration()
    const runtimeOptions = { ...configuration.options }
    if (options.concurrency !== undefined) runtimeOptions.maxConcurrency = options.concurrency
    // More files than may run at once are fine here, and a file named on the command line may be read.
    if (runtimeOptions.onLimit === 'fail') runtimeOptions.onLimit = 'queue'
    if (hasHostFiles && runtimeOptions.hostPaths === false) runtimeOptions.hostPaths = true
    if (hasHostFiles && runtimeOptions.strict === true) runtimeOptions.strict = false
    setDefaultRuntime(runtimeOptions, configuration.source)
    return { runtime: getDefaultRuntime(), dialect: options.dialect ?? configuration.dialect }
  } catch (error) {
    const { name, message } = /** @type {Error} */ (error)
    if (name === 'ConfigurationError' || name === 'TypeError') throw new UsageError(message)
    throw error
  }
}

/** The options of `uploadFile` that are the same for each file. */
function requestOf(/** @type {UploadOptions} */ options, /** @type {keyof typeof DIALECTS} */ dialect) {
  const { url, name, field = [], header = [], timeout } = options
  return {
    url,
    name,
    formData: Object.fromEntries(field),
    header: Object.fromEntries(header),
    ...(timeout === undefined ? {} : { timeout: timeout === 0 ? DIALECTS[dialect].unlimited : timeout }),
  }
}

/**
 * Uploads files; sets the process's exit code.
 *
 * @param {string[]} parameters
 * @param {UploadOptions} options
 */
async function upload(parameters, options) {
  const sources = await findFiles(parameters)
  const { runtime, dialect } = configure(
    options,
    sources.some(({ size }) => size !== undefined),
  )
  const request = requestOf(options, dialect)
  const report = createReport(options.json === true, sources, DIALECTS[dialect].timedOut)

  /** @type {import('../signals.js').EndingSignal | undefined} */
  let stoppedBy
  const { uploadFile } = runtime[dialect]
  const transfers = sources.map((source, index) => {
    const transfer = startTransfer(uploadFile, dialect, source, request, (progress) =>
      report.progress(index, progress),
    )
    return { ...transfer, reported: transfer.ended.then((result) => report.ended(index, result)) }
  })
  const ignoreSignals = onceAskedToEnd((signal) => {
    stoppedBy = signal
    // Queued ones first, or they would take the places of those that are aborted.
    for (const transfer of transfers.toReversed()) transfer.abort(`aborted by ${signal}`)
  })
  await Promise.all(transfers.map(({ reported }) => reported))
  const results = await Promise.all(transfers.map(({ ended }) => ended))
  report.close(results)
  ignoreSignals()
  process.exitCode = stoppedBy ? exitCodeOf(stoppedBy) : exitCode(results)
}

/**
 * @param {boolean} asJson
 * @param {import('./find-files.js').Source[]} sources
 * @param {number | undefined} timedOut
 * @returns {Report}
 */
function createReport(asJson, sources, timedOut) {
  if (asJson) return require('./report-json.js').createJsonReport()
  return require('./report-text.js').createTextReport(sources, timedOut, isInteractive())
}

module.exports = { upload }

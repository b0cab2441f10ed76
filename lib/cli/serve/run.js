'use strict'
// The serve command: a receiver, from its start to the signal that ends it.

const { Failure, UsageError } = require('../errors.js')
const { exitCodeOf, onceAskedToEnd } = require('../signals.js')
const { isInteractive } = require('../terminal.js')
const { openRulesFile } = require('./rules-file.js')

/**
 * @typedef {object} ServeOptions
 * @property {number} port
 * @property {string | true} host `true` without a value: all addresses.
 * @property {string} [rules]
 * @property {string} [keep]
 * @property {number} [maxUpload]
 * @property {number} [maxTotal]
 * @property {string[]} [allowHost]
 * @property {boolean} inspector
 * @property {boolean} [allowReplay]
 * @property {boolean} [open]
 * @property {boolean} [json]
 *
 * @typedef {import('../../receiver/index.js').Receiver} Receiver
 * @typedef {Awaited<ReturnType<Receiver['listen']>>} Address
 *
 * @typedef {object} Log How events are reported to people or programs.
 * @property {(address: Address, facts: Facts) => void} listening
 * @property {(upload: import('../../receiver/index.js').Upload, milliseconds: number) => void} ended
 * @property {(file: string, count: number) => void} rules The rules were read again.
 * @property {(message: string) => void} rulesError The new rules are unusable; the old ones stay.
 *
 * @typedef {object} Facts
 * @property {string} [keep]
 * @property {{ file: string, count: number }} [rules]
 */

/** The receiver that the options describe. */
function createFrom(/** @type {ServeOptions} */ options, /** @type {any[] | undefined} */ rules) {
  const { createReceiver } = require('../../receiver/index.js')
  const { keep, maxUpload, maxTotal, allowHost, inspector, allowReplay } = options
  try {
    return createReceiver({
      ...{ directory: keep, keep: keep !== undefined, rules, hosts: allowHost, inspector },
      allowReplay,
      ...{ maxUploadBytes: maxUpload, maxTotalBytes: maxTotal },
    })
  } catch (error) {
    const { message, code } = /** @type {NodeJS.ErrnoException} */ (error)
    if (keep === undefined || code === undefined) throw error
    throw new UsageError(
      `cannot keep files in ${keep} (${code}); choose a directory that can be written to`,
      {
        cause: message,
      },
    )
  }
}

/** Listens; an error says what went wrong and how to avoid it. */
async function listen(/** @type {Receiver} */ receiver, /** @type {ServeOptions} */ { port, host }) {
  const address = host === true ? '0.0.0.0' : host
  try {
    return await receiver.listen({ port, host: address })
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error)
    const advice = {
      EADDRINUSE: `port ${port} is in use; \`--port 0\` takes a free one`,
      EACCES: `this user may not listen on port ${port}; \`--port 0\` takes a free one`,
      EADDRNOTAVAIL: `this machine has no address ${address}; \`--host\` alone listens on all it has`,
      ENOTFOUND: `there is no host ${address}; \`--host\` takes an address of this machine`,
      EAI_AGAIN: `there is no host ${address}; \`--host\` takes an address of this machine`,
    }[code ?? '']
    throw new Failure(advice ?? message, { cause: error })
  }
}

/** How long it took until now. A clock that was set back does not make it less than nothing. */
function millisecondsOf(/** @type {import('../../receiver/index.js').Upload} */ { startedAt }) {
  return Math.max(0, Date.now() - startedAt)
}

/** Reports each upload once: when it is answered, or when it is clear that it will not be. */
function logUploads(/** @type {Receiver} */ receiver, /** @type {Log} */ log) {
  for (const event of /** @type {const} */ (['answer', 'unanswered'])) {
    receiver.on(event, (upload) => log.ended(upload, millisecondsOf(upload)))
  }
}

/**
 * Serves until a signal comes; sets the process's exit code.
 *
 * @param {ServeOptions} options
 */
async function serve(options) {
  if (options.open && !options.inspector) {
    throw new UsageError('--open shows the inspector, which --no-inspector turns off: use one or the other')
  }
  const rulesFile = options.rules === undefined ? undefined : openRulesFile(options.rules)
  /** @type {Log} */
  const log = options.json
    ? require('./log-json.js').createJsonLog()
    : require('./log-text.js').createTextLog(isInteractive())

  const receiver = createFrom(options, rulesFile?.rules)
  /** @type {(signal: import('../signals.js').EndingSignal) => void} */
  let end = () => {}
  const asked = /** @type {Promise<import('../signals.js').EndingSignal>} */ (
    new Promise((resolve) => {
      end = resolve
    })
  )
  const ignoreSignals = onceAskedToEnd((signal) => end(signal))
  let stopWatching = () => {}
  try {
    logUploads(receiver, log)
    const address = await listen(receiver, options)
    if (rulesFile) stopWatching = rulesFile.watch(receiver, log)
    log.listening(address, {
      ...(options.keep === undefined ? {} : { keep: options.keep }),
      ...(rulesFile ? { rules: { file: rulesFile.file, count: rulesFile.rules.length } } : {}),
    })
    if (options.open) require('../open.js').open(address.inspector ?? address.url)
    process.exitCode = exitCodeOf(await asked)
  } finally {
    stopWatching()
    await receiver.close()
    ignoreSignals()
  }
}

module.exports = { serve }

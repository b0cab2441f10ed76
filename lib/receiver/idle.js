'use strict'

const timers = require('node:timers')

/**
 * Watches a body that comes in: tells when nothing has come for so long, while something was awaited.
 *
 * @param {import('node:stream').Readable} source What is read: the request, or what brakes it.
 * @param {import('node:stream').Readable} request
 * @param {number} milliseconds `Infinity`: it never tells.
 * @param {() => void} onIdle
 * @param {{ setTimeout: (run: () => void, milliseconds: number) => { refresh(): unknown }, clearTimeout: (timer: any) => void }} [clock]
 *   For tests.
 * @returns {() => void} Ends it.
 */
function watchIdle(source, request, milliseconds, onIdle, clock = timers) {
  if (milliseconds === Number.POSITIVE_INFINITY) return () => {}
  const timer = clock.setTimeout(() => {
    // What has come and is not read yet waits for us, and not for the client.
    const waits = [source, request].some((one) => one.readableFlowing === false || one.readableLength > 0)
    if (waits) timer.refresh()
    else onIdle()
  }, milliseconds)
  const refresh = () => timer.refresh()
  source.on('data', refresh)
  return () => {
    clock.clearTimeout(timer)
    source.off('data', refresh)
  }
}

exports.watchIdle = watchIdle

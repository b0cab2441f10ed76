'use strict'

const timers = require('node:timers')

/**
 * Watches a body that comes in: tells when nothing has come for a time in which something was expected.
 *
 * @param {import('node:stream').Readable} source What is read: the request, or what throttles it.
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
    // Bytes that have come but are not read yet wait for us, not for the client.
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

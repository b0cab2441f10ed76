'use strict'
// The server that takes the uploads, counts and hashes them: a part of the benchmark's own program.

const { once } = require('node:events')
const readline = require('node:readline')
const { start } = require('./children.js')

/** @typedef {Awaited<ReturnType<typeof startSink>>} Sink */

/**
 * @param {string} native
 * @param {string} folder
 * @param {{ cert: string, key: string } | null} certificate Files; without them there is no HTTPS.
 */
async function startSink(native, folder, certificate) {
  const values = certificate ? ['--cert', certificate.cert, '--key', certificate.key] : []
  const child = start(native, ['sink', ...values], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] })
  if (!child.stdin || !child.stdout) throw new Error('the sink has no pipes')
  const lines = readline.createInterface({ input: child.stdout })
  const [line] = await Promise.race([
    once(lines, 'line'),
    once(child, 'close').then(() => {
      throw new Error('the sink did not start')
    }),
  ])
  const { port, tlsPort } = JSON.parse(line)
  const origin = `http://127.0.0.1:${port}`
  return {
    url: `${origin}/upload`,
    secureUrl: `https://127.0.0.1:${tlsPort}/upload`,

    /**
     * What has arrived, whole and right, since the last time.
     *
     * @returns {Promise<{ uploads: number, bytes: number, digest: string, refused: number }>}
     */
    async taken() {
      const response = await fetch(`${origin}/taken`)
      return /** @type {any} */ (await response.json())
    },

    async stop() {
      const ended = once(child, 'close')
      child.stdin?.end()
      await ended
    },
  }
}

module.exports = { startSink }

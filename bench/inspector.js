'use strict'
// The inspector's page with 1,000 uploads, in Chromium: how long until they are listed, and how even the frames are while
// one more comes in.
//   node bench/inspector.js [rounds, default 7]

const http = require('node:http')
const { createReceiver } = require('../lib/receiver/index.js')
const { encode } = require('../__test__/support/inspector.js')
const { prepareChromium, HOW } = require('../__test__/support/chromium.js')
const { median } = require('./statistics.js')

const ROUNDS = Number(process.argv[2] ?? 7)
const UPLOADS = 1000
/** The upload that comes in: three seconds of it. */
const THROTTLE = 4_000_000
const BYTES = 3 * THROTTLE

/** Sends a form; resolves with the answer's end. */
function send(/** @type {number} */ port, /** @type {string} */ path, /** @type {Buffer} */ content) {
  const { contentType, body } = encode({ files: [{ filename: 'a.bin', content }] })
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': contentType, 'Content-Length': body.length }
    const request = http.request({ host: '127.0.0.1', port, path, method: 'POST', headers })
    request.on('response', (response) => response.resume().on('end', resolve))
    request.on('error', reject)
    request.end(body)
  })
}

/** Milliseconds from the navigation until the list has all uploads. */
async function measureList(/** @type {import('playwright-core').Page} */ page, /** @type {string} */ url) {
  await page.goto('about:blank')
  await page.goto(url, { waitUntil: 'commit' })
  return page.evaluate(
    (count) =>
      new Promise((resolve) => {
        const { document, performance, requestAnimationFrame } = /** @type {any} */ (globalThis)
        const look = () => {
          if (document.querySelector(`#list [aria-setsize="${count}"]`)) resolve(performance.now())
          else requestAnimationFrame(look)
        }
        look()
      }),
    UPLOADS,
  )
}

/** The times between frames, until the page is told to stop. */
function watchFrames(/** @type {import('playwright-core').Page} */ page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const page = /** @type {any} */ (globalThis)
        /** @type {number[]} */
        const times = []
        let last = page.performance.now()
        page.stopWatching = () => resolve(times)
        const tick = (/** @type {number} */ now) => {
          times.push(now - last)
          last = now
          page.requestAnimationFrame(tick)
        }
        page.requestAnimationFrame(tick)
      }),
  )
}

async function main() {
  const executablePath = prepareChromium()
  if (executablePath === undefined) throw new Error(HOW)
  const rules = [{ id: 'slow', match: { path: '/slow' }, throttle: THROTTLE }]
  const receiver = createReceiver({ rules, maxUploads: UPLOADS + ROUNDS })
  const { port, inspector } = await receiver.listen()
  const small = Buffer.from('abc')
  for (let count = 0; count < UPLOADS; count += 50) {
    await Promise.all(Array.from({ length: 50 }, (_one, index) => send(port, `/n/${count + index}`, small)))
  }
  const { chromium } = require('playwright-core')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    const times = []
    for (let round = 0; round < ROUNDS; round += 1) times.push(await measureList(page, String(inspector)))
    console.log(
      `${UPLOADS} uploads are listed after ${Math.round(median(times))} ms ` +
        `(median of ${ROUNDS}; ${Math.round(Math.min(...times))} to ${Math.round(Math.max(...times))})`,
    )
    const frames = watchFrames(page)
    await send(port, '/slow', Buffer.alloc(BYTES))
    await page.evaluate(() => /** @type {any} */ (globalThis).stopWatching())
    const lengths = /** @type {number[]} */ (await frames)
    const total = lengths.reduce((sum, one) => sum + one, 0)
    const late = lengths.filter((one) => one > 34).length
    console.log(
      `while one more comes in: ${Math.round((lengths.length * 1000) / total)} frames a second, ` +
        `${late} of ${lengths.length} later than two of 60 a second, the longest ${Math.round(Math.max(...lengths))} ms`,
    )
  } finally {
    await browser.close()
    await receiver.close()
  }
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})

'use strict'
// What the pictures show: a receiver, and uploads as an app would send them.

const http = require('node:http')
const sharp = require('sharp')
const { createReceiver } = require('../../lib/receiver/index.js')
const { encode } = require('../../__test__/support/inspector.js')

/** A landscape at an hour of the day: `sky`, `sun` and `hills` are colours. */
function landscape(/** @type {string} */ sky, /** @type {string} */ sun, /** @type {string} */ hills) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="640">
    <rect width="960" height="640" fill="${sky}"/>
    <circle cx="640" cy="240" r="80" fill="${sun}"/>
    <path d="M0 460 Q160 330 330 430 T640 400 T960 440 V640 H0Z" fill="${hills}" opacity=".7"/>
    <path d="M0 540 Q240 430 480 520 T960 500 V640 H0Z" fill="${hills}"/>
  </svg>`
  return sharp(Buffer.from(svg)).jpeg({ quality: 90 }).toBuffer()
}

/** @type {import('../../lib/receiver/index.js').Rule[]} */
const RULES = [
  {
    id: 'too-large',
    match: { path: '/api/video' },
    respond: { status: 413, body: { error: 'at most 10 MB' } },
  },
]

/** A receiver with rules, and a way to send it forms. */
async function openScene(/** @type {import('../../lib/receiver/index.js').Rule[]} */ rules = RULES) {
  const receiver = createReceiver({ rules })
  const { port, inspector } = await receiver.listen()

  /** @param {string} path @param {import('../../__test__/support/inspector.js').Form} form */
  function send(path, form) {
    const { contentType, body } = encode(form)
    const headers = { 'Content-Type': contentType, 'User-Agent': 'okhttp/4.12.0', ...form.headers }
    return new Promise((resolve, reject) => {
      const request = http.request({ host: '127.0.0.1', port, path, method: form.method ?? 'POST', headers })
      request.on('response', (response) => response.resume().on('end', resolve))
      request.on('error', reject)
      request.end(body)
    })
  }

  return { receiver, inspector: String(inspector), send }
}

/** Sends what the list of the stills has; the last upload is the one with the picture. */
async function sendAll(/** @type {Awaited<ReturnType<typeof openScene>>} */ { send }) {
  const [morning, evening] = await Promise.all([
    landscape('#bfe3f2', '#fff3c4', '#3f7d6e'),
    landscape('#f4a261', '#ffd9a0', '#5b3a5e'),
  ])
  const jpeg = (/** @type {string} */ filename, /** @type {Buffer} */ content) => ({
    ...{ field: 'photo', filename, type: 'image/jpeg', content },
  })
  await send('/api/log', {
    files: [{ filename: 'device.log', type: 'text/plain', content: 'ok\n'.repeat(900) }],
  })
  await send('/api/avatar', { files: [jpeg('me.jpg', morning)] })
  await send('/api/record', {
    files: [{ filename: 'run.json', type: 'application/json', content: '{"km":5.2}' }],
  })
  await send('/api/video', {
    files: [{ filename: 'run.mp4', type: 'video/mp4', content: Buffer.alloc(900_000) }],
  })
  await send('/api/%E7%9B%B8%E5%86%8C', { files: [jpeg('西湖.jpg', evening), jpeg('lake.jpg', morning)] })
  const broken = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nvalue'
  await send('/api/report', {
    headers: { 'Content-Type': 'multipart/form-data; boundary=y' },
    fields: [['a', broken]],
  })
  await send('/api/profile', {
    method: 'PUT',
    fields: [
      ['name', 'Lin'],
      ['city', '杭州'],
    ],
  })
  await send('/api/album?size=large', {
    fields: [
      ['album', 'summer'],
      ['place', '杭州'],
    ],
    files: [jpeg('evening.jpg', evening), jpeg('morning.jpg', morning)],
  })
}

module.exports = { landscape, openScene, sendAll }

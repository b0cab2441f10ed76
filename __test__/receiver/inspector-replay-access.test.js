'use strict'
// Who may replay uploads.

const assert = require('node:assert/strict')
const { once } = require('node:events')
const https = require('node:https')
const net = require('node:net')
const { test } = require('node:test')
const { mayReplay } = require('../../lib/receiver/inspector/replay/api.js')
const { createReceiver } = require('../../lib/receiver/index.js')
const { issue } = require('../support/certificates.js')
const { startWithUpload } = require('./replays.js')

test('inspector: uploads are sent again for callers on this machine, and for others when it is allowed', async (context) => {
  const desk = (/** @type {boolean} */ allowReplay) => /** @type {any} */ ({ allowReplay })
  const from = (/** @type {string | undefined} */ remoteAddress) =>
    /** @type {any} */ ({ socket: { remoteAddress } })
  for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1'])
    assert.ok(mayReplay(desk(false), from(address)))
  for (const address of ['192.168.1.5', '::ffff:192.168.1.5', 'fe80::1', undefined]) {
    assert.ok(!mayReplay(desk(false), from(address)))
    assert.ok(mayReplay(desk(true), from(address)))
  }
  const { api, replay, receiver } = await startWithUpload(context)
  assert.equal((await api('info')).json().replay, true)
  // What a connection from another machine looks like.
  context.mock.method(/** @type {any} */ (net.Socket.prototype), '_getpeername', () => ({
    address: '192.168.1.5',
  }))
  const refused = await replay()
  assert.deepEqual([refused.status, refused.json().error.code], [403, 'replay_not_allowed'])
  assert.match(refused.json().error.message, /--allow-replay/)
  assert.equal((await api('info')).json().replay, false)
  assert.equal(receiver.uploads.length, 1)
  const allowed = await startWithUpload(context, { allowReplay: true })
  assert.equal((await allowed.replay()).status, 200)
  assert.throws(
    () => createReceiver({ allowReplay: /** @type {any} */ ('yes') }),
    /allowReplay should be true or false/,
  )
})

test('inspector: a replay needs the header that no form can send', async (context) => {
  const { request, one, receiver } = await startWithUpload(context)
  const path = `/__uploadtask/api/uploads/${one.id}/replay`
  const answer = await request(path, {
    method: 'POST',
    headers: { 'Content-Type': 'text/plain' },
    body: '{}',
  })
  assert.deepEqual([answer.status, answer.json().error.code], [403, 'intent_missing'])
  assert.equal(receiver.uploads.length, 1)
})

test('inspector: behind a server of HTTPS with a certificate of its own, a replay comes back to it', async (context) => {
  const receiver = createReceiver()
  context.after(() => receiver.close())
  const server = https.createServer(
    await issue({ name: 'own', hosts: ['localhost'] }),
    (request, response) => {
      receiver.middleware(request, response, () => response.end())
    },
  )
  context.after(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = /** @type {net.AddressInfo} */ (server.address())
  const call = (
    /** @type {string} */ path,
    /** @type {Record<string, string>} */ headers,
    /** @type {string} */ body,
  ) =>
    new Promise((/** @type {(text: string) => void} */ resolve, reject) => {
      const options = {
        port,
        host: '127.0.0.1',
        path,
        method: 'POST',
        headers,
        rejectUnauthorized: false,
        agent: false,
      }
      const sent = https.request(options, async (response) => {
        let text = ''
        for await (const chunk of response) text += chunk
        resolve(text)
      })
      sent.on('error', reject)
      sent.end(body)
    })
  const form = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--'
  await call('/upload', { 'Content-Type': 'multipart/form-data; boundary=x' }, form)
  const [one] = receiver.uploads
  const answer = JSON.parse(
    await call(`/__uploadtask/api/uploads/${one.id}/replay`, { 'X-Uploadtask': '1' }, ''),
  )
  assert.equal(receiver.get(answer.upload)?.replayOf, one.id)
})

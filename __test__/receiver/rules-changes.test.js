'use strict'
// The rules of a receiver that runs, changed in code and over HTTP.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { createReceiver } = /** @type {any} */ (require('../../lib/receiver/index.js'))
const { ourClient, startReceiver } = require('./rules-clients.js')

test('rules: the rules can be changed while the receiver runs', async (context) => {
  const { receiver, origin } = await startReceiver(context)
  let changes = 0
  receiver.on('rules', () => {
    changes += 1
  })
  const status = async () => (await ourClient(context, origin)).status
  assert.equal(await status(), 200)
  const { id } = receiver.rules.add({ respond: { status: 500 } })
  assert.equal(await status(), 500)
  receiver.rules.set([{ respond: { status: 501 } }])
  assert.equal(await status(), 501)
  assert.equal(receiver.rules.remove(id), true)
  assert.equal(await status(), 200)
  assert.throws(() => receiver.rules.set([{ respond: { status: 5 } }]), TypeError)
  receiver.rules.add({ respond: { status: 502 } })
  receiver.rules.clear()
  assert.equal(await status(), 200)
  assert.equal(changes, 5)
})

test('rules: createReceiver refuses rules that are wrong', () => {
  assert.throws(() => createReceiver({ rules: [{}, { nth: 0 }] }), {
    name: 'RuleError',
    message: /rules\[1\]\.nth should be a whole number, 1 or more, instead of 0$/,
  })
})

test('rules: the rules over HTTP', async (context) => {
  const { receiver, origin, inspector } = await startReceiver(context)
  const api = `${inspector}api/rules`
  const call = async (/** @type {string} */ method, /** @type {string} */ body = '', url = api) => {
    const content = method === 'GET' ? {} : { body, headers: { 'Content-Type': 'application/json' } }
    const response = await fetch(url, { method, ...content })
    return { status: response.status, text: await response.text() }
  }
  const put = await call('PUT', '// flaky\n[{ "id": "down", "respond": { "status": 503 }, }]')
  assert.ok(put.status < 300, put.text)
  assert.equal((await ourClient(context, origin)).status, 503)
  assert.deepEqual(JSON.parse((await call('GET')).text), [{ id: 'down', respond: { status: 503 } }])

  const wrong = await call('PUT', '[\n  { "respond": { "status": 5 } }\n]')
  assert.equal(wrong.status, 400)
  assert.match(wrong.text, /rules\.json:2:28: rules\[0\]\.respond\.status should be an HTTP status/)
  assert.deepEqual(receiver.rules.list(), [{ id: 'down', respond: { status: 503 } }])

  assert.ok((await call('POST', '{ "id": "late", "respond": { "status": 504 } }')).status < 300)
  assert.ok((await call('DELETE', '', `${api}/down`)).status < 300)
  assert.equal((await ourClient(context, origin)).status, 504)
  assert.ok((await call('DELETE')).status < 300)
  assert.equal((await ourClient(context, origin)).status, 200)
})

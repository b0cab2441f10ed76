'use strict'
// `uploadtask/assert`: what tests under Node's own runner say of an upload. The matchers of Jest and Vitest look by the
// same functions; those runners run them in __test__/projects.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { hasField, hasFile, hasHeader } = require('uploadtask/assert')
const { body, exchange, field, file, request, startReceiver } = require('./support')

test('assert: files, fields and headers that are there', async (context) => {
  const { receiver, port } = await startReceiver(context)
  await exchange(
    context,
    port,
    request(body(field('user', 'amy'), file('a', 'a.txt', 'one'), file('b', 'b.txt', 'two')), {
      headers: { 'X-A': '1' },
    }),
  )
  const upload = await receiver.next()
  hasFile(upload)
  hasFile(upload, 'b')
  hasFile(upload, { filename: 'a.txt' })
  hasFile(upload, 'b', {
    filename: /^b/,
    type: 'text/plain',
    contentType: 'text/plain',
    size: 3,
    content: 'two',
  })
  hasFile(upload, 'b', { content: Buffer.from('two'), sha256: upload.files[1].sha256 })
  hasField(upload, 'user')
  hasField(upload, 'user', 'amy')
  hasField(upload, 'user', /m/)
  hasHeader(upload, 'x-a')
  hasHeader(upload, 'X-A', '1')

  for (const [check, message] of /** @type {Array<[() => void, RegExp]>} */ ([
    [
      () => hasFile(upload, 'c'),
      /^The upload does not have a file in the field "c" as expected\. .*'a\.txt'.*'b\.txt'/s,
    ],
    [() => hasFile(upload, 'a', { filename: 'b.txt' }), /filename: 'b\.txt'/],
    [() => hasFile(upload, 'a', { content: 'two' }), /a file in the field "a"/],
    [() => hasField(upload, 'user', 'bob'), /the field "user".*'amy'.*'bob'/s],
    [() => hasHeader(upload, 'X-A', '2'), /the header "X-A".*'1'.*'2'/s],
    [() => hasHeader(upload, 'X-B'), /the header "X-B"/],
  ])) {
    assert.throws(check, (/** @type {any} */ error) => {
      assert.ok(error instanceof assert.AssertionError)
      assert.match(error.message, message)
      assert.notEqual(error.actual, undefined)
      return true
    })
  }
})

test('assert: a pattern is looked for from the beginning each time, and undefined says nothing', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const content = body(field('user', 'amy'), file('a', 'a.txt', 'one'))
  await exchange(context, port, request(content, { headers: { 'X-A': '1' } }))
  const upload = await receiver.next()
  for (const flags of ['', 'g', 'y', 'gy']) {
    const [name, user, header] = [/a.txt/, /amy/, /1/].map((one) => new RegExp(one, flags))
    for (let count = 0; count < 3; count += 1) {
      hasFile(upload, 'a', { filename: name })
      hasField(upload, 'user', user)
      hasHeader(upload, 'X-A', header)
    }
  }
  hasFile(upload, 'a', { filename: 'a.txt', type: undefined, content: undefined })
})

test('assert: what is no upload, and what no file has, is an error that says so', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const waiting = /** @type {any} */ (receiver.next())
  assert.throws(() => hasFile(waiting), {
    name: 'TypeError',
    message: /is a promise: write `await receiver\.next\(\)`$/,
  })
  await exchange(context, port, request(body(field('a', '1'))))
  const upload = await waiting
  assert.throws(() => hasField(/** @type {any} */ (5), 'a'), {
    name: 'TypeError',
    message: /should be an upload.* 5$/,
  })
  assert.throws(() => hasFile(upload, /** @type {any} */ ({ fileName: 'x' })), {
    name: 'TypeError',
    message:
      'toHaveFile: fileName is unknown; a file is described by filename, contentType, type, size, sha256, content',
  })
  for (const content of [/x/, 1, new ArrayBuffer(1)]) {
    assert.throws(() => hasFile(upload, /** @type {any} */ ({ content })), {
      name: 'TypeError',
      message: /^toHaveFile: content should be a text or a Uint8Array instead of \S/,
    })
  }
})

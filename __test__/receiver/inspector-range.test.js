'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { startInspected } = require('../support/inspector.js')

test('inspector: a download can be had in ranges (RFC 9110)', async (context) => {
  const { api, upload } = await startInspected(context)
  const { upload: one } = await upload({ files: [{ filename: 'a.txt', content: '0123456789' }] })
  const get = (/** @type {Record<string, string>} */ headers, method = 'GET') =>
    api(`uploads/${one.id}/files/0`, { method, headers })
  const whole = await get({})
  const etag = String(whole.headers.etag)
  assert.deepEqual(
    [whole.status, whole.headers['accept-ranges'], etag],
    [200, 'bytes', `"${one.files[0].sha256}"`],
  )
  for (const [range, text, contentRange] of [
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=8-', '89', 'bytes 8-9/10'],
    ['bytes=8-100', '89', 'bytes 8-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-100', '0123456789', 'bytes 0-9/10'],
    ['Bytes=0-0', '0', 'bytes 0-0/10'],
  ]) {
    const answer = await get({ Range: range, 'If-Range': etag })
    assert.deepEqual([answer.status, answer.text, answer.headers['content-range']], [206, text, contentRange])
    assert.equal(answer.headers['content-length'], String(text.length))
    assert.match(String(answer.headers['content-disposition']), /^attachment/)
  }
  for (const range of ['bytes=10-', 'bytes=99-100', 'bytes=-0']) {
    const answer = await get({ Range: range })
    assert.deepEqual([answer.status, answer.headers['content-range']], [416, 'bytes */10'], range)
    assert.equal(answer.json().error.code, 'bad_range')
  }
  for (const headers of /** @type {Array<Record<string, string>>} */ ([
    { Range: 'bytes=4-2' },
    { Range: 'bytes=0-1,3-4' },
    { Range: 'lines=1-2' },
    { Range: 'bytes=0-1', 'If-Range': '"another"' },
  ])) {
    const answer = await get(headers)
    assert.deepEqual([answer.status, answer.text], [200, '0123456789'])
  }
  assert.equal((await get({ Range: 'bytes=0-1' }, 'HEAD')).status, 200)
})

test('inspector: of an empty file there is no range', async (context) => {
  const { api, upload } = await startInspected(context)
  const { upload: one } = await upload({ files: [{ filename: 'a.txt', content: '' }] })
  assert.equal((await api(`uploads/${one.id}/files/0`)).status, 200)
  assert.equal((await api(`uploads/${one.id}/files/0`, { headers: { Range: 'bytes=0-' } })).status, 416)
})

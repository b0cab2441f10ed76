'use strict'
// Uploads as one file: their files in a zip, what is known of them as an HTTP archive.

const assert = require('node:assert/strict')
const { spawnSync } = require('node:child_process')
const { EventEmitter } = require('node:events')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { MAX_BODY_BYTES, harOf } = require('../../lib/receiver/inspector/archive/har.js')
const { MAX_BYTES, MAX_FILES, planZip } = require('../../lib/receiver/inspector/archive/zip.js')
const { Trace } = require('../../lib/receiver/trace.js')
const { temporaryFolder } = require('../support/files.js')
const { startInspected } = require('../support/inspector.js')
const { readZip } = require('../support/zip.js')

/** What Python's reader of zips makes of one; undefined where there is no Python. */
function readByPython(/** @type {string} */ file) {
  const code =
    'import json, sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(json.dumps(z.namelist()))'
  const { status, stdout, stderr, error } = spawnSync('python3', ['-c', code, file], { encoding: 'utf8' })
  if (error) return undefined
  assert.equal(status, 0, stderr)
  return JSON.parse(stdout)
}

test('inspector: the files of an upload come in a zip', async (context) => {
  const { api, upload } = await startInspected(context)
  const large = Buffer.alloc(3_000_000, 'large ')
  const { upload: one } = await upload({
    files: [
      { filename: '../../etc/passwd', content: 'a' },
      { filename: '西湖.png', content: large },
      { filename: '西湖.png', content: '' },
      { filename: 'CON', content: 'c' },
    ],
  })
  const answer = await api(`uploads/${one.id}/zip`)
  assert.equal(answer.status, 200)
  assert.equal(Number(answer.headers['content-length']), answer.body.length)
  assert.equal(answer.headers['content-type'], 'application/octet-stream')
  assert.match(
    String(answer.headers['content-disposition']),
    new RegExp(`^attachment; filename=".*-${one.id}\\.zip"$`),
  )
  assert.match(String(answer.headers['content-security-policy']), /^sandbox/)
  const files = readZip(answer.body)
  assert.deepEqual([...files.keys()], ['passwd', '西湖.png', '西湖-2.png', '_CON_'])
  assert.deepEqual(files.get('西湖.png')?.content, large)
  const date = new Date(one.startedAt - (one.startedAt % 2000)).toISOString()
  assert.equal(files.get('passwd')?.date, date)
  const file = path.join(temporaryFolder(context), 'a.zip')
  fs.writeFileSync(file, answer.body)
  const names = readByPython(file)
  if (names) assert.deepEqual(names, [...files.keys()])
  const head = await api(`uploads/${one.id}/zip`, { method: 'HEAD' })
  assert.deepEqual([head.headers['content-length'], head.body.length], [answer.headers['content-length'], 0])
})

test('inspector: the files of several uploads come in a folder each', async (context) => {
  const { api, upload, request } = await startInspected(context)
  const send = async (/** @type {string} */ content) =>
    (await upload({ files: [{ filename: 'a.txt', content }] })).upload.id
  const [a, b, c] = [await send('one'), await send('two'), await send('three')]
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
  await request('/broken', { method: 'POST', headers, body: 'no' })
  const { upload: empty } = await upload({ fields: [['a', 'b']] })
  const contents = async (/** @type {string} */ query) => {
    const answer = await api(`zip${query}`)
    assert.match(String(answer.headers['content-disposition']), /\.zip"$/)
    return [...readZip(answer.body)].map(([name, { content }]) => [
      name.replace(/^.*Z-/, ''),
      content.toString(),
    ])
  }
  assert.deepEqual(await contents(''), [
    [`${a}/a.txt`, 'one'],
    [`${b}/a.txt`, 'two'],
    [`${c}/a.txt`, 'three'],
  ])
  assert.deepEqual(await contents(`?id=${c}&id=${a}&id=${c}`), [
    [`${c}/a.txt`, 'three'],
    [`${a}/a.txt`, 'one'],
  ])
  for (const [query, status, code] of /** @type {Array<[string, number, string]>} */ ([
    ['?id=nope', 404, 'not_found'],
    [`?id=${empty.id}`, 404, 'not_found'],
    [`?${'id=a&'.repeat(501)}`, 400, 'bad_parameter'],
  ])) {
    const answer = await api(`zip${query}`)
    assert.deepEqual([answer.status, answer.json().error.code], [status, code], query.slice(0, 20))
  }
  assert.equal((await api(`zip?${`id=${a}&`.repeat(500)}`)).status, 200)
  assert.equal((await api('zip', { method: 'DELETE' })).status, 405)
})

test('inspector: a zip of files that are gone is an error, and one that breaks while it is made is no whole zip', async (context) => {
  const { api, upload } = await startInspected(context)
  const { upload: one } = await upload({
    files: [
      { filename: 'a', content: 'a' },
      { filename: 'b', content: 'b' },
    ],
  })
  const plan = await planZip(one.files.map((file) => ({ name: file.filename, file, time: 0 })))
  fs.truncateSync(one.files[1].file)
  await assert.rejects(
    async () => {
      for await (const _ of plan.write());
    },
    { code: 'file_gone' },
  )
  fs.rmSync(one.files[1].file)
  const answer = await api(`uploads/${one.id}/zip`)
  assert.deepEqual(
    [answer.status, answer.json().error.code, answer.json().error.index],
    [404, 'file_gone', 1],
  )
})

test('inspector: a zip has as many files and bytes as a zip can have, and no more', async (context) => {
  const folder = temporaryFolder(context)
  const file = /** @type {any} */ ({ file: path.join(folder, 'a'), index: 0, size: 0 })
  fs.writeFileSync(file.file, '')
  const many = (/** @type {number} */ count) => Array(count).fill({ name: 'a', file, time: 0 })
  const head = 30 + 46 + 2
  assert.equal((await planZip(many(MAX_FILES))).length, MAX_FILES * head + 22)
  await assert.rejects(planZip(many(MAX_FILES + 1)), { code: 'too_large', details: { files: MAX_FILES } })
  // A file with holes takes no room.
  fs.truncateSync(file.file, MAX_BYTES - head - 22)
  assert.equal((await planZip(many(1))).length, MAX_BYTES)
  fs.truncateSync(file.file, MAX_BYTES - head - 21)
  await assert.rejects(planZip(many(1)), { code: 'too_large', details: { max: MAX_BYTES } })
})

test('inspector: uploads come as an HTTP archive', async (context) => {
  const { api, upload, request } = await startInspected(context, {
    rules: [{ id: 'moved', match: { path: '/moved' }, redirect: { location: '/new' } }],
  })
  const { upload: one } = await upload({
    path: '/a?x=%E4%B8%AD&y=',
    fields: [['name', 'value']],
    files: [{ field: 'photo', filename: 'a.png', type: 'image/png', content: 'abc' }],
  })
  await api(`uploads/${one.id}`, { method: 'PATCH', body: '{"note":"mine"}' })
  const answer = await api(`uploads/${one.id}/har`)
  assert.match(
    String(answer.headers['content-disposition']),
    new RegExp(`^attachment; filename=".*-${one.id}\\.har"$`),
  )
  const { log } = answer.json()
  assert.deepEqual(
    [log.version, log.creator.name, log.pages, log.entries.length],
    ['1.2', 'uploadtask', [], 1],
  )
  const [{ startedDateTime, time, request: sent, response, timings, cache, comment, _id }] = log.entries
  assert.equal(startedDateTime, new Date(one.startedAt).toISOString())
  assert.ok(Math.abs(time - (timings.send + timings.wait + timings.receive)) < 0.01)
  assert.deepEqual([cache, comment, _id], [{}, 'mine', one.id])
  assert.equal(sent.url, `http://${one.headers.host}/a?x=%E4%B8%AD&y=`)
  assert.deepEqual(sent.queryString, [
    { name: 'x', value: '中' },
    { name: 'y', value: '' },
  ])
  assert.deepEqual(sent.postData.params, [
    { name: 'name', value: 'value' },
    { name: 'photo', fileName: 'a.png', contentType: 'image/png' },
  ])
  assert.equal(sent.bodySize, one.receivedBytes)
  assert.ok(sent.headers.some((/** @type {any} */ { name }) => name === 'Content-Type'))
  assert.deepEqual([response.status, response.content.mimeType], [200, 'application/json'])
  assert.deepEqual(JSON.parse(response.content.text).fields, { name: 'value' })

  await upload({ path: '/moved', fields: [['a', 'b']] })
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
  await request('/broken', { method: 'POST', headers, body: 'no' })
  const { entries } = (await api('har')).json().log
  assert.deepEqual(
    entries.map((/** @type {any} */ { response: { status, redirectURL } }) => [status, redirectURL]),
    [
      [200, ''],
      [307, '/new'],
      [400, ''],
    ],
  )
  assert.match(entries[2].response.comment, /^malformed: /)
  assert.equal((await api(`har?id=${one.id}`)).json().log.entries.length, 1)
  assert.equal((await api('har?id=nope')).status, 404)
  // What the standard asks of each.
  for (const { request: asked, response: given, timings: times } of entries) {
    for (const member of [
      'method',
      'url',
      'httpVersion',
      'cookies',
      'headers',
      'queryString',
      'headersSize',
      'bodySize',
    ]) {
      assert.ok(member in asked, member)
    }
    for (const member of [
      'status',
      'statusText',
      'httpVersion',
      'cookies',
      'headers',
      'content',
      'redirectURL',
    ]) {
      assert.ok(member in given, member)
    }
    for (const name of ['send', 'wait', 'receive']) assert.ok(times[name] >= 0, name)
  }
})

test('inspector: an HTTP archive has as many bodies of answers as there is room for', async () => {
  const body = Buffer.alloc(1024 * 1024, 'a')
  const count = MAX_BODY_BYTES / body.length
  const uploads = Array.from({ length: count + 1 }, (_, index) => {
    const trace = new Trace(() => {})
    const response = /** @type {any} */ (new EventEmitter())
    response.end = () => {}
    trace.watch(/** @type {any} */ (new EventEmitter()), response)
    response.end(body)
    const upload = {
      ...{ id: String(index), method: 'POST', url: '/', httpVersion: '1.1', headers: {}, rawHeaders: [] },
      ...{ fields: [], files: [], startedAt: 0, receivedBytes: 0, remoteAddress: '' },
      response: { status: 200, headers: {} },
    }
    return { upload, trace }
  })
  const { log } = await harOf(
    /** @type {any} */ (uploads.map(({ upload }) => upload)),
    ({ id }) => uploads[Number(id)].trace,
  )
  const texts = log.entries.map(({ response: { content } }) => 'text' in content)
  assert.deepEqual(texts, [...Array(count).fill(true), false])
  assert.ok('comment' in log.entries[count].response.content)
})

test('inspector: an HTTP archive has the newest 1000 uploads', async (context) => {
  const { api, receiver, upload } = await startInspected(context)
  const { upload: one } = await upload({ fields: [['a', 'b']] })
  const listed = (/** @type {number} */ count) =>
    Array.from({ length: count }, (_, index) => ({ ...one, id: String(index) }))
  const all = [listed(1000), listed(1001)]
  context.mock.getter(receiver, 'uploads', () => all.shift() ?? [])
  for (const first of ['0', '1']) {
    const { entries } = (await api('har')).json().log
    assert.deepEqual([entries.length, entries[0]._id], [1000, first])
  }
})

test('inspector: a body that is no text is in an HTTP archive as base64', async (context) => {
  const { api, upload } = await startInspected(context, {
    rules: [
      { respond: () => ({ body: new Uint8Array([0, 255]), headers: { 'Content-Type': 'image/png' } }) },
    ],
  })
  const { upload: one } = await upload({ fields: [['a', 'b']] })
  const { content } = (await api(`uploads/${one.id}/har`)).json().log.entries[0].response
  assert.deepEqual(content, {
    size: 2,
    mimeType: 'image/png',
    compression: 0,
    text: 'AP8=',
    encoding: 'base64',
  })
})

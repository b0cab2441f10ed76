'use strict'

const assert = require('node:assert/strict')
const { execFile, spawnSync } = require('node:child_process')
const { createHash, randomBytes } = require('node:crypto')
const fs = require('node:fs')
const test = require('node:test')
const { promisify } = require('node:util')
const { createRuntime } = require('../../index.js')
const { outcome } = require('../support/calls')
const { temporaryFile, temporaryFolder } = require('../support/files')
const { startReceiver } = require('./support')

const run = promisify(execFile)
const noCurl = spawnSync('curl', ['--version']).error ? 'there is no curl on this machine' : false

function sha256(/** @type {Buffer} */ bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}

test('receiver: takes the uploads of all platforms, each byte and each field', async (context) => {
  const { receiver, url } = await startReceiver(context)
  const content = randomBytes(300_000)
  const filePath = temporaryFile(context, 'photo 相片.bin', content)
  const { vela, quickapp, wx, taro, alipay } = createRuntime({
    root: temporaryFolder(context),
    hostPaths: true,
  })
  const common = { filePath, name: 'file', formData: { user: 'Ada', 城市: '北京' } }

  const answers = {
    vela: await outcome(vela.uploadFile, { ...common, url: `${url}/vela` }),
    quickapp: await outcome(quickapp.uploadFile, {
      url: `${url}/quickapp`,
      filePath,
      name: 'file',
      data: [
        { name: 'user', value: 'Ada' },
        { name: '城市', value: '北京' },
      ],
    }),
    wx: await outcome(wx.uploadFile, { ...common, url: `${url}/wx` }),
    taro: await outcome(taro.uploadFile, { ...common, url: `${url}/taro` }),
    alipay: await outcome(alipay.uploadFile, { ...common, url: `${url}/alipay` }),
  }

  for (const [dialect, { name, values }] of Object.entries(answers)) {
    assert.equal(name, 'success', `${dialect}: ${JSON.stringify(values)}`)
    assert.equal(values[0].statusCode ?? values[0].code, 200, dialect)
    const data = values[0].data
    const answer = typeof data === 'string' ? JSON.parse(data) : data
    const upload = await receiver.next()
    assert.equal(upload.path, `/${dialect}`)
    assert.equal(upload.state, 'complete')
    assert.deepEqual(
      upload.fields.map((one) => [one.name, one.value]),
      [
        ['user', 'Ada'],
        ['城市', '北京'],
      ],
    )
    const [received] = upload.files
    assert.equal(upload.files.length, 1)
    assert.equal(received.field, 'file')
    assert.equal(received.filename, 'photo 相片.bin')
    assert.equal(received.size, content.length)
    assert.equal(received.sha256, sha256(content))
    assert.deepEqual(fs.readFileSync(received.file), content)
    assert.deepEqual(answer.fields, { user: 'Ada', 城市: '北京' })
    assert.equal(answer.files[0].sha256, sha256(content))
    assert.equal(upload.receivedBytes, upload.contentLength)
    assert.equal(upload.response?.status, 200)
  }
})

test('receiver: 64 MiB arrive as they were sent, and the digest is that of the file', async (context) => {
  const { receiver, url } = await startReceiver(context)
  const block = randomBytes(1024 * 1024)
  const filePath = temporaryFile(context, 'large.bin', '')
  const hash = createHash('sha256')
  for (let count = 0; count < 64; count += 1) {
    block.writeUInt32LE(count)
    fs.appendFileSync(filePath, block)
    hash.update(block)
  }
  const digest = hash.digest('hex')
  const { wx } = createRuntime({ hostPaths: true })
  const { name, values } = await outcome(wx.uploadFile, { url, filePath, name: 'file' })
  assert.equal(name, 'success', JSON.stringify(values))
  assert.equal(JSON.parse(values[0].data).files[0].sha256, digest)
  const upload = await receiver.next()
  assert.equal(upload.files[0].size, 64 * 1024 * 1024)
  const stored = createHash('sha256')
  for await (const chunk of fs.createReadStream(upload.files[0].file)) stored.update(chunk)
  assert.equal(stored.digest('hex'), digest)
})

test('receiver: takes the FormData of fetch, of known and of unknown length', async (context) => {
  const { receiver, url } = await startReceiver(context)
  const form = new FormData()
  form.append('a', '1')
  form.append('a', '2')
  form.append('one', new Blob(['first'], { type: 'text/plain;charset=utf-8' }), 'one.txt')
  form.append('two', new Blob([]), 'empty')
  const known = await fetch(`${url}/known?x=1`, { method: 'POST', body: form })
  assert.equal(known.headers.get('content-type'), 'application/json')
  assert.deepEqual(await known.json(), {
    fields: { a: ['1', '2'] },
    files: [
      {
        field: 'one',
        filename: 'one.txt',
        contentType: 'text/plain;charset=utf-8',
        size: 5,
        sha256: sha256(Buffer.from('first')),
      },
      {
        field: 'two',
        filename: 'empty',
        contentType: 'application/octet-stream',
        size: 0,
        sha256: sha256(Buffer.alloc(0)),
      },
    ],
  })
  const upload = await receiver.next()
  assert.equal(upload.url, '/known?x=1')
  assert.equal(upload.path, '/known')
  assert.equal(upload.method, 'POST')
  assert.equal(fs.readFileSync(upload.files[1].file).length, 0)

  const source = new Response(form)
  const unknown = await fetch(`${url}/unknown`, {
    method: 'PUT',
    headers: { 'content-type': source.headers.get('content-type') ?? '' },
    body: source.body,
    .../** @type {object} */ ({ duplex: 'half' }),
  })
  assert.equal(unknown.status, 200)
  const chunked = await receiver.next()
  assert.equal(chunked.contentLength, undefined)
  assert.equal(chunked.headers['transfer-encoding'], 'chunked')
  assert.equal(chunked.files[0].sha256, sha256(Buffer.from('first')))
})

test('receiver: an empty form is an upload without parts', async (context) => {
  const { receiver, url } = await startReceiver(context)
  const response = await fetch(url, { method: 'POST', body: new FormData() })
  assert.deepEqual(await response.json(), { fields: {}, files: [] })
  assert.equal((await receiver.next()).state, 'complete')
})

test('receiver: takes the uploads of curl, and tells it to continue', { skip: noCurl }, async (context) => {
  const { receiver, url } = await startReceiver(context)
  const filePath = temporaryFile(context, 'quote "and" more.txt', 'from curl')
  const { stdout, stderr } = await run('curl', [
    ...['--silent', '--verbose', '--header', 'Expect: 100-continue', '--form', 'note=hello'],
    ...['--form', `file=@"${filePath.replaceAll('"', '\\"')}"`, `${url}/curl`],
  ])
  assert.match(stderr, /< HTTP\/1\.1 100 Continue/)
  const answer = JSON.parse(stdout)
  assert.deepEqual(answer.fields, { note: 'hello' })
  assert.equal(answer.files[0].sha256, sha256(Buffer.from('from curl')))
  const upload = await receiver.next()
  assert.equal(upload.files[0].filename, 'quote "and" more.txt')
  assert.equal(upload.rawHeaders.find(([name]) => name === 'Expect')?.[1], '100-continue')
})

test('receiver: curl gets a 413 without sending what is too large', { skip: noCurl }, async (context) => {
  const { receiver, url } = await startReceiver(context, { maxUploadBytes: 1000 })
  const filePath = temporaryFile(context, 'large.bin', Buffer.alloc(20 * 1024 * 1024))
  for (const expect of ['Expect: 100-continue', 'Expect:']) {
    const { stdout } = await run('curl', [
      ...['--silent', '--show-error', '--header', expect, '--form', `file=@${filePath}`],
      ...['--write-out', '\n%{http_code} %{size_upload}', url],
    ])
    const [answer, status] = stdout.split('\n')
    assert.match(status, /^413 /)
    assert.equal(JSON.parse(answer).error.code, 'too_large')
    if (expect !== 'Expect:') assert.equal(status, '413 0')
    const upload = await receiver.next({}, { state: 'failed' })
    assert.equal(upload.error?.status, 413)
    assert.equal(upload.receivedBytes, 0)
  }
})

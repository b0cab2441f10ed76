'use strict'

const assert = require('node:assert/strict')
const { once } = require('node:events')
const fs = require('node:fs')
const http = require('node:http')
const { test } = require('node:test')

const { startInspected, png } = require('../support/inspector.js')

const PICTURE = png(4, 2, [200, 30, 30])

/** Checks the headers that every answer with a stranger's bytes has. */
function assertInert(/** @type {http.IncomingHttpHeaders} */ headers) {
  assert.match(String(headers['content-security-policy']), /^sandbox; default-src 'none'/)
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
  assert.equal(headers['access-control-allow-origin'], undefined)
}

test('inspector: uploads are listed newest first, and one is given whole', async (context) => {
  const { api, upload } = await startInspected(context, { maxNameBytes: 1000 })
  await upload({ fields: [['long', 'x'.repeat(5000)]], files: [{ filename: 'a.txt', content: 'one' }] })
  const { upload: second } = await upload({ path: '/b?c=d', files: [{ filename: 'b.txt', content: 'two' }] })
  const list = (await api('uploads')).json()
  assert.deepEqual(
    list.map((/** @type {any} */ one) => [one.state, one.url, one.filename, one.size, one.fieldCount]),
    [
      ['complete', '/b?c=d', 'b.txt', 3, 0],
      ['complete', '/upload', 'a.txt', 3, 1],
    ],
  )
  assert.equal(list[0].id, second.id)
  assert.deepEqual(Object.keys(list[1]), [
    ...['id', 'receivedBytes', 'bytesPerSecond', 'state', 'method', 'url', 'path', 'startedAt', 'endedAt'],
    ...['contentLength', 'fieldCount', 'fileCount', 'filename', 'contentType', 'size', 'response'],
    ...['pinned', 'note'],
  ])

  const whole = (await api(`uploads/${list[1].id}`)).json()
  assert.deepEqual(list[1].response, { status: 200, size: whole.responseBody.size })
  assert.equal(whole.fields[0].value.length, 5000)
  assert.match(whole.head, /name="long"/)
  assert.equal(whole.response.status, 200)
  // Told to this machine, whose curl can read it there.
  assert.equal(fs.readFileSync(whole.files[0].file, 'utf8'), 'one')
})

test('inspector: an upload that does not exist is a 404 that says so', async (context) => {
  const { api, upload } = await startInspected(context)
  const { upload: known } = await upload({ files: [{ filename: 'a', content: 'a' }] })
  const missing = [
    'uploads/nope',
    'uploads/nope/files/0',
    `uploads/${known.id}/files/1`,
    'nothing',
    'rules/nope',
  ]
  for (const one of [...missing, `uploads/${known.id}/files/0/run`, `uploads/${known.id}/files/0/toString`]) {
    const method = one === 'rules/nope' ? 'DELETE' : 'GET'
    const answer = await api(one, { method })
    assert.equal(answer.status, 404, one)
    assert.equal(answer.json().error.code, 'not_found', one)
    assert.ok(answer.json().error.message.length > 10, one)
  }
  assert.equal((await api('uploads/%zz')).status, 400)
})

test('inspector: one upload and all of them can be removed, with their files', async (context) => {
  const { api, upload, receiver } = await startInspected(context)
  const ids = []
  for (const name of ['a', 'b', 'c']) {
    ids.push((await upload({ files: [{ filename: name, content: name }] })).upload.id)
  }
  const files = ids.map((id) => receiver.get(id)?.files[0].file ?? '')
  assert.equal((await api(`uploads/${ids[1]}`, { method: 'DELETE' })).status, 204)
  assert.deepEqual(
    receiver.uploads.map(({ id }) => id),
    [ids[0], ids[2]],
  )
  assert.deepEqual(
    files.map((file) => fs.existsSync(file)),
    [true, false, true],
  )
  assert.equal((await api('uploads', { method: 'DELETE' })).status, 204)
  assert.deepEqual(receiver.uploads, [])
  assert.deepEqual(
    files.map((file) => fs.existsSync(file)),
    [false, false, false],
  )
})

test('inspector: an upload that is coming in is broken off, and deleted', async (context) => {
  const { api, receiver, port } = await startInspected(context)
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x', 'Content-Length': '1000' }
  const sent = http.request({ port, host: '127.0.0.1', method: 'POST', path: '/upload', headers })
  sent.on('error', () => {})
  const started = once(receiver, 'start')
  sent.flushHeaders()
  const [{ id }] = await started
  const ended = once(receiver, 'end')
  const closed = new Promise((resolve) => sent.on('close', resolve))
  assert.equal((await api(`uploads/${id}`, { method: 'DELETE' })).status, 204)
  const [{ error }] = await ended
  assert.deepEqual(error, {
    code: 'aborted',
    message: 'The upload was removed after 0 of 1000 bytes of the body.',
  })
  await closed
  assert.deepEqual(receiver.uploads, [])
})

test('inspector: calls that change something need a header that no form can send', async (context) => {
  const { request, upload, receiver } = await startInspected(context, { rules: [{ id: 'one', delay: 0 }] })
  const { upload: kept } = await upload({ files: [{ filename: 'a', content: 'a' }] })
  const targets = [
    ['DELETE', 'uploads'],
    ['DELETE', `uploads/${kept.id}`],
    ['PUT', 'rules'],
    ['POST', 'rules'],
    ['DELETE', 'rules'],
    ['DELETE', 'rules/one'],
  ]
  for (const [method, target] of targets) {
    const forms = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      undefined,
    ]
    for (const type of forms) {
      const answer = await request(`/__uploadtask/api/${target}`, {
        method,
        headers: type === undefined ? {} : { 'Content-Type': type },
        body: method === 'DELETE' ? undefined : '[]',
      })
      assert.deepEqual(
        [answer.status, answer.json().error.code],
        [403, 'intent_missing'],
        `${method} ${target}`,
      )
    }
  }
  assert.equal(receiver.uploads.length, 1)
  assert.equal(receiver.rules.list().length, 1)
  const byType = await request('/__uploadtask/api/rules', {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: '[]',
  })
  assert.equal(byType.status, 200)
  assert.deepEqual(receiver.rules.list(), [])
})

test('inspector: a foreign page gets nothing, not even to read', async (context) => {
  const { api, port, receiver, upload } = await startInspected(context)
  await upload({ files: [{ filename: 'a', content: 'a' }] })
  /** @type {Record<string, string>[]} */
  const foreign = [
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { Origin: `http://127.0.0.1:${port + 1}` },
    { 'Sec-Fetch-Site': 'cross-site' },
  ]
  for (const headers of foreign) {
    for (const [method, target] of [
      ['GET', 'uploads'],
      ['GET', 'events'],
      ['DELETE', 'uploads'],
    ]) {
      const answer = await api(target, { method, headers })
      assert.deepEqual(
        [answer.status, answer.json().error.code],
        [403, 'foreign_origin'],
        JSON.stringify(headers),
      )
      assertInert(answer.headers)
    }
  }
  assert.equal(receiver.uploads.length, 1)
  const own = { Origin: `http://127.0.0.1:${port}`, 'Sec-Fetch-Site': 'same-origin' }
  assert.equal((await api('uploads', { headers: own })).status, 200)
  // Opened from a link in a chat or a terminal.
  assert.equal((await api('uploads', { headers: { 'Sec-Fetch-Site': 'none' } })).status, 200)
})

test('inspector: a foreign Host is refused, also for the page', async (context) => {
  const { request } = await startInspected(context)
  for (const target of ['/__uploadtask/', '/__uploadtask/api/uploads', '/__uploadtask/page.js']) {
    const { status, text } = await request(target, { headers: { Host: 'evil.example' } })
    assert.equal(status, 421, target)
    assert.match(text, /allow-host evil\.example/)
  }
})

test('inspector: a download is an attachment that cannot run, whatever it says it is', async (context) => {
  const { api, upload } = await startInspected(context)
  const content = '<script>alert(1)</script>'
  const { upload: html } = await upload({ files: [{ filename: 'x.html', type: 'text/html', content }] })
  const answer = await api(`uploads/${html.id}/files/0`)
  assert.equal(answer.text, content)
  assert.equal(answer.headers['content-type'], 'application/octet-stream')
  assert.equal(answer.headers['content-disposition'], 'attachment; filename="x.html"')
  assert.equal(answer.headers['content-length'], String(content.length))
  assertInert(answer.headers)
  const head = await api(`uploads/${html.id}/files/0`, { method: 'HEAD' })
  assert.deepEqual(
    [head.status, head.text, head.headers['content-length']],
    [200, '', String(content.length)],
  )
})

test('inspector: the file name of a download is encoded after RFC 8187', async (context) => {
  const { api, upload } = await startInspected(context)
  const cases = [
    ['summer photo.png', 'attachment; filename="summer photo.png"'],
    ['西湖 (1).png', `attachment; filename="__ (1).png"; filename*=UTF-8''%E8%A5%BF%E6%B9%96%20%281%29.png`],
    ["50%'s*.txt", `attachment; filename="50_'s_.txt"; filename*=UTF-8''50%25%27s%2A.txt`],
    ['../../etc/passwd', 'attachment; filename="passwd"'],
    ['..\\..\\boot.ini', 'attachment; filename="boot.ini"'],
    ['\u202egnp.exe', 'attachment; filename="gnp.exe"'],
    ['..', 'attachment; filename="upload.bin"'],
  ]
  const { attachment } = require('../../lib/receiver/inspector/attachment.js')
  for (const [filename, expected] of cases) {
    assert.equal(attachment(filename), expected)
  }
  assert.equal(
    attachment('a"; filename="b.exe'),
    `attachment; filename="a_; filename=_b.exe"; filename*=UTF-8''a%22%3B%20filename%3D%22b.exe`,
  )
  assert.equal(
    attachment('a\r\nSet-Cookie: b'),
    'attachment; filename="aSet-Cookie_ b"; filename*=UTF-8\'\'aSet-Cookie%3A%20b',
  )
  assert.equal(attachment('\ud800.txt'), `attachment; filename="_.txt"; filename*=UTF-8''%EF%BF%BD.txt`)
  const { upload: named } = await upload({ files: [{ filename: '西湖.png', content: 'a' }] })
  const answer = await api(`uploads/${named.id}/files/0`)
  assert.equal(answer.headers['content-disposition'], attachment('西湖.png'))
})

test('inspector: only raster pictures have a preview, by their bytes and not by their type', async (context) => {
  const { api, upload } = await startInspected(context)
  const bytes = (/** @type {string} */ text) => Buffer.from(text, 'latin1')
  const cases = /** @type {[string, string, Buffer | string, string | undefined][]} */ ([
    ['a.txt', 'text/plain', PICTURE, 'image/png'],
    ['a.jpg', 'image/jpeg', bytes('\xff\xd8\xff\xe0'), 'image/jpeg'],
    ['a.gif', 'image/gif', 'GIF89a', 'image/gif'],
    ['a.webp', 'image/webp', bytes('RIFF\x24\0\0\0WEBPVP8 '), 'image/webp'],
    ['a.avif', 'image/avif', bytes('\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf'), 'image/avif'],
    ['a.heic', 'image/heic', bytes('\0\0\0\x18ftypheic\0\0\0\0heicmif1'), undefined],
    ['a.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', undefined],
    ['a.png', 'image/png', '<script>alert(1)</script>', undefined],
    ['b.avif', 'image/avif', bytes('\xff\xff\xff\xffftyp'), undefined],
    ['c.png', 'image/png', '', undefined],
  ])
  for (const [filename, type, content, expected] of cases) {
    const { upload: one } = await upload({ files: [{ filename, type, content }] })
    const answer = await api(`uploads/${one.id}/files/0/preview`)
    assertInert(answer.headers)
    assert.equal((await api(`uploads/${one.id}/files/0/kind`)).json().picture, expected ?? null, filename)
    if (expected === undefined) {
      assert.deepEqual([answer.status, answer.json().error.code], [415, 'no_preview'], filename)
    } else {
      assert.deepEqual([answer.status, answer.headers['content-type']], [200, expected], filename)
      assert.deepEqual(answer.body, Buffer.from(content))
    }
  }
})

test('inspector: text is given as UTF-8 whatever charset it has, and never as HTML', async (context) => {
  const { api, upload } = await startInspected(context)
  const gb = Buffer.from([0xd6, 0xd0, 0xce, 0xc4, 0x0a])
  const cases = /** @type {[Buffer | string, string | null, string][]} */ ([
    ['<b>héllo</b> 中文', 'utf-8', '<b>héllo</b> 中文'],
    ['\ufeffmark', 'utf-8', 'mark'],
    [gb, 'gb18030', '中文\n'],
    [Buffer.from('\ufeffhi', 'utf16le'), 'utf-16le', 'hi'],
    [Buffer.from([0, 1, 2, 3]), null, '\0\u0001\u0002\u0003'],
  ])
  for (const [content, charset, expected] of cases) {
    const { upload: one } = await upload({ files: [{ filename: 'a', type: 'text/html', content }] })
    const answer = await api(`uploads/${one.id}/files/0/text`)
    assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8')
    assertInert(answer.headers)
    assert.equal(answer.text, expected)
    assert.equal((await api(`uploads/${one.id}/files/0/kind`)).json().charset, charset)
  }
})

test('inspector: text and hex are limited, and a cut character is no error', async (context) => {
  const { api, upload } = await startInspected(context)
  const { upload: one } = await upload({ files: [{ filename: 'a', content: '中'.repeat(100_000) }] })
  const file = `uploads/${one.id}/files/0`
  assert.equal((await api(`${file}/text?limit=4`)).text, '中')
  assert.equal((await api(`${file}/text`)).text, '中'.repeat(Math.floor(65_536 / 3)))
  assert.equal((await api(`${file}/hex`)).text.split('\n').length, 65_536 / 16 + 1)
  assert.equal(
    (await api(`${file}/hex?limit=10&columns=8`)).text,
    '00000000  e4 b8 ad e4 b8 ad e4 b8  |........|\n00000008  ad e4                    |..|\n',
  )
  for (const query of [
    'text?limit=0',
    'text?limit=-1',
    'hex?limit=1e3',
    'hex?limit=',
    'hex?limit=9999999999',
  ]) {
    const answer = await api(`${file}/${query}`)
    assert.deepEqual([answer.status, answer.json().error.code], [400, 'bad_parameter'], query)
  }
})

test('inspector: a file that did not arrive whole, or is gone from the disk, is an error and not half a file', async (context) => {
  const { api, upload, receiver, port } = await startInspected(context)
  const { upload: one } = await upload({ files: [{ filename: 'a', content: 'abc' }] })
  fs.rmSync(one.files[0].file)
  const gone = await api(`uploads/${one.id}/files/0`)
  assert.deepEqual([gone.status, gone.json().error.code], [404, 'file_gone'])

  const headers = { 'Content-Type': 'multipart/form-data; boundary=x', 'Content-Length': '1000' }
  const sent = http.request({ port, host: '127.0.0.1', method: 'POST', path: '/upload', headers })
  sent.on('error', () => {})
  const known = once(receiver, 'head')
  sent.write('--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\nabc')
  const [{ id }] = await known
  assert.equal((await api(`uploads/${id}/files/0`)).status, 409)
  const ended = once(receiver, 'end')
  sent.destroy()
  await ended
  const cut = await api(`uploads/${id}/files/0`)
  assert.deepEqual([cut.status, cut.json().error.code], [409, 'not_complete'])
})

test('inspector: rules can be read, replaced, added and removed; an error names the line', async (context) => {
  const { api, receiver } = await startInspected(context)
  const text = '[\n  // refuses\n  { "id": "a", "respond": { "status": 413 } },\n]'
  const put = await api('rules', { method: 'PUT', body: text })
  assert.equal(put.status, 200)
  assert.equal(put.json()[0].respond.status, 413)
  // Comments are still there for who edits on.
  assert.equal((await api('rules?as=text')).text, text)

  const wrong = await api('rules', { method: 'PUT', body: '[\n  { "match": { "path": "x" } }\n]' })
  assert.equal(wrong.status, 400)
  const { error } = wrong.json()
  assert.deepEqual([error.code, error.line, error.path], ['bad_rules', 2, 'rules[0].match.path'])
  assert.match(error.message, /^rules\.json:2:\d+: /)
  assert.equal(receiver.rules.list().length, 1)

  assert.equal((await api('rules', { method: 'POST', body: '{ "id": "b", "delay": 5 }' })).status, 200)
  assert.deepEqual(JSON.parse((await api('rules?as=text')).text), receiver.rules.list())
  for (const body of ['{ "id": "a" }', '{ "delay": "x" }', 'no json', '']) {
    assert.equal((await api('rules', { method: 'POST', body })).status, 400, body)
  }
  assert.equal((await api('rules/a', { method: 'DELETE' })).status, 204)
  assert.deepEqual(
    (await api('rules')).json().map((/** @type {any} */ { id }) => id),
    ['b'],
  )
  assert.equal((await api('rules', { method: 'DELETE' })).status, 204)
  assert.deepEqual((await api('rules')).json(), [])
  const tooLarge = await api('rules', { method: 'PUT', body: ' '.repeat(1024 * 1024 + 1) })
  assert.equal(tooLarge.status, 413)
})

test('inspector: methods that a call does not know are a 405 that names those it knows', async (context) => {
  const { api, request } = await startInspected(context)
  for (const [method, target] of [
    ['PUT', 'uploads'],
    ['POST', 'events'],
    ['POST', 'uploads/a'],
    ['DELETE', 'uploads/a/files/0'],
  ]) {
    const answer = await api(target, { method })
    assert.equal(answer.status, 405, target)
    assert.match(String(answer.headers.allow), /GET/)
  }
  assert.equal((await request('/__uploadtask/', { method: 'PUT' })).status, 405)
})

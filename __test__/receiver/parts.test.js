'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const test = require('node:test')
const { Multipart } = require('../../lib/receiver/multipart')
const { describePart } = require('../../lib/receiver/part-headers')
const { BOUNDARY, body, connect, exchange, field, file, part, request, startReceiver } = require('./support')

test('receiver: fields and files stay in the order of arrival, with duplicates', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const content = body(
    field('b', '1'),
    file('f', 'same.txt', 'first'),
    field('a', ''),
    file('f', 'same.txt', 'second'),
    field('b', '2'),
    field('__proto__', '3'),
  )
  const { status, json } = await exchange(context, port, request(content))
  assert.equal(status, 200)
  const upload = await receiver.next()
  assert.deepEqual(upload.fields, [
    { name: 'b', value: '1' },
    { name: 'a', value: '' },
    { name: 'b', value: '2' },
    { name: '__proto__', value: '3' },
  ])
  assert.deepEqual(
    upload.files.map((one) => [one.index, one.filename, fs.readFileSync(one.file, 'utf8')]),
    [
      [0, 'same.txt', 'first'],
      [1, 'same.txt', 'second'],
    ],
  )
  assert.deepEqual(Object.entries(json.fields), [
    ['b', ['1', '2']],
    ['a', ''],
    ['__proto__', '3'],
  ])
})

test('receiver: a body that comes byte by byte is the same', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const tricky = `\r\n--${BOUNDARY.slice(0, -1)}\r\n--\r\n\r\r\n-`
  const content = body(field('a', tricky), file('f', 'x', tricky), file('g', 'empty', ''))
  const connection = connect(context, port)
  connection.socket.setNoDelay(true)
  connection.send(request('', { headers: { 'Content-Length': String(content.length) } }))
  for (const byte of content) {
    connection.send(Buffer.of(byte))
    await new Promise(setImmediate)
  }
  await connection.until(/\}$/)
  const upload = await receiver.next()
  assert.deepEqual(upload.fields, [{ name: 'a', value: tricky }])
  assert.deepEqual(
    upload.files.map((one) => fs.readFileSync(one.file, 'utf8')),
    [tricky, ''],
  )
  assert.equal(
    upload.head,
    [
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\n`,
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="f"; filename="x"\r\nContent-Type: text/plain\r\n\r\n`,
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="g"; filename="empty"\r\nContent-Type: text/plain\r\n\r\n`,
      `--${BOUNDARY}--`,
    ].join('\r\n'),
  )
})

test('receiver: preamble and epilogue are left out, as RFC 2046 says', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const content = Buffer.concat([
    Buffer.from('This is a preamble.\r\n'),
    body(field('a', '1')),
    Buffer.from('An epilogue.'),
  ])
  const { json } = await exchange(context, port, request(content))
  assert.deepEqual(json, { fields: { a: '1' }, files: [] })
  const { head } = await receiver.next()
  assert.equal(head, `--${BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n--${BOUNDARY}--`)
})

test('receiver: a file name is what the client said, and never a path', async (context) => {
  const { receiver, port } = await startReceiver(context)
  /** What is sent, and what is shown. @type {Array<[string, string]>} */
  const names = [
    ['../../etc/passwd', '../../etc/passwd'],
    ['/etc/passwd', '/etc/passwd'],
    ['C:\\Users\\ada\\photo.jpg', 'C:\\Users\\ada\\photo.jpg'],
    ['..', '..'],
    ['nul\0byte', 'nul\0byte'],
    ['相片 🎉.jpg', '相片 🎉.jpg'],
    ['a%22b%0D%0Ac%0d', 'a"b\r\nc\r'],
    ['100%25 %41', '100%25 %41'],
    ['a\\"b\\\\c', 'a"b\\c'],
    ['', ''],
    ['<script>alert(1)</script>', '<script>alert(1)</script>'],
  ]
  const content = body(...names.map(([sent]) => file('f', sent, sent)))
  const { status } = await exchange(context, port, request(content))
  assert.equal(status, 200)
  const upload = await receiver.next()
  assert.deepEqual(
    upload.files.map((one) => one.filename),
    names.map(([, shown]) => shown),
  )
  for (const [index, one] of upload.files.entries()) {
    const folder = path.dirname(one.file)
    assert.equal(path.dirname(folder), receiver.directory)
    assert.match(path.basename(folder), new RegExp(`^\\d{4}-.*Z-${upload.id}$`))
    assert.equal(fs.readFileSync(one.file, 'utf8'), names[index][0])
  }
  assert.deepEqual(
    upload.files.map((one) => path.basename(one.file)),
    [
      ...['passwd', 'passwd-2', 'photo.jpg', 'upload.bin', 'nulbyte', '相片 🎉.jpg', 'a_bc', '100%25 %41'],
      ...['c', 'upload-2.bin', 'script_'],
    ],
  )
})

test("receiver: a part's headers are read as clients write them", () => {
  const read = (/** @type {string} */ disposition, /** @type {string | undefined} */ type = undefined) => {
    const text = Buffer.from(disposition).toString('latin1')
    return describePart(`Content-Disposition: ${text}${type ? `\r\nContent-Type: ${type}` : ''}`)
  }
  const field = { filename: undefined, contentType: undefined }
  assert.deepEqual(read('form-data; name="a"'), { ...field, name: 'a' })
  assert.deepEqual(read('FORM-DATA;NAME=a'), { ...field, name: 'a' })
  assert.deepEqual(read('form-data; name=""'), { ...field, name: '' })
  assert.deepEqual(read('form-data ; name = a b ; x=y'), { ...field, name: 'a b' })
  assert.deepEqual(read('form-data; name="a; filename=\\"b\\""'), { ...field, name: 'a; filename="b"' })
  assert.deepEqual(read('form-data; filename="x;y"; name="a"'), { ...field, name: 'a', filename: 'x;y' })
  assert.deepEqual(read('form-data; name="城市"'), { ...field, name: '城市' })
  assert.deepEqual(read("form-data; name=a; filename=b; filename*=UTF-8''na%C3%AFve%20x"), {
    ...field,
    name: 'a',
    filename: 'naïve x',
  })
  assert.deepEqual(read("form-data; name=a; filename=b; filename*=gbk''%D6%D0"), {
    ...field,
    name: 'a',
    filename: '中',
  })
  assert.deepEqual(read("form-data; name*=UTF-8''%E5%9F%8E"), { ...field, name: '城' })
  assert.deepEqual(read("form-data; name=a; name*=UTF-8''b"), { ...field, name: 'a' })
  // One that cannot be read is that of a file all the same.
  assert.deepEqual(read("form-data; name=a; filename*=nonsense''x"), {
    ...field,
    name: 'a',
    filename: "nonsense''x",
  })
  assert.deepEqual(read("form-data; name=a; filename=b; filename*=nonsense''x"), {
    ...field,
    name: 'a',
    filename: 'b',
  })
  assert.deepEqual(read('form-data; name=a', 'application/octet-stream'), {
    name: 'a',
    filename: '',
    contentType: 'application/octet-stream',
  })
  assert.equal(read('form-data'), undefined)
  assert.equal(read('attachment; name="a"'), undefined)
  assert.equal(describePart(''), undefined)
})

test('receiver: a field is read in the charset that its part names', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const typed = (/** @type {string} */ name, /** @type {string} */ type, /** @type {Buffer} */ bytes) =>
    part(`Content-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}`, bytes)
  const content = body(
    field('utf-8', '城市'),
    typed('latin1', 'text/plain; charset=ISO-8859-1', Buffer.from('é', 'latin1')),
    typed('gbk', 'text/plain; charset="gbk"', Buffer.from([0xd6, 0xd0])),
    typed('unknown', 'text/plain; charset=nonsense', Buffer.from('é')),
    typed('wrong', 'text/plain', Buffer.from([0xff])),
  )
  await exchange(context, port, request(content))
  const upload = await receiver.next()
  assert.deepEqual(
    upload.fields.map((one) => one.value),
    ['城市', 'é', '中', 'é', '\ufffd'],
  )
})

test('receiver: the heads are the same however the body is cut', () => {
  const content = Buffer.concat([
    Buffer.from(`preamble --${BOUNDARY}\r\n`),
    body(file('a', 'b', `\r\n--${BOUNDARY.slice(0, 5)}`), field('c', ''), field('d', `x--${BOUNDARY}`)),
    Buffer.from(`\r\n--${BOUNDARY}\r\nnot a part`),
  ])
  const read = (/** @type {number} */ size) => {
    let text = ''
    const ignore = () => undefined
    const sink = { part: ignore, broken: ignore, tooLarge: ignore, finish: ignore }
    const parser = new Multipart(BOUNDARY, {
      ...sink,
      head: (raw) => {
        text += raw
      },
    })
    for (let at = 0; at < content.length; at += size) parser.push(content.subarray(at, at + size))
    return text
  }
  const whole = read(content.length)
  assert.equal(whole.split(`--${BOUNDARY}`).length, 5)
  assert.ok(whole.endsWith(`\r\n--${BOUNDARY}--`))
  for (let size = 1; size < content.length; size += 1) assert.equal(read(size), whole, `by ${size}`)
})

test('receiver: at most 64 KiB of the heads are kept', async (context) => {
  const { receiver, port } = await startReceiver(context)
  const parts = Array.from({ length: 40 }, (_, index) => field(`${index}${'x'.repeat(4000)}`, 'v'))
  await exchange(context, port, request(body(...parts)))
  const upload = await receiver.next()
  assert.equal(upload.fields.length, 40)
  assert.equal(upload.head.length, 65536)
})

'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome, record } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startHoldingReceiver } = require('../support/holding-receiver')
const { answer, readRequest, startCanned, startRawServer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

const { uploadFile } = /** @type {any} */ (require('uploadtask/quickapp'))

/**
 * Uploads and records headers events among the callbacks.
 *
 * @param {object} options
 */
async function upload(options) {
  const { task, calls, done } = record(uploadFile, options)
  task.onHeadersReceived((/** @type {any[]} */ ...values) => calls.push(['headers', ...values]))
  return done
}

/**
 * The headers of the result at a server that answers with these.
 *
 * @param {import('node:test').TestContext} context
 * @param {Record<string, string | string[]>} headers
 */
async function resultHeaders(context, headers) {
  const server = await startCanned(context, answer(200, headers))
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  const { name, values } = await outcome(uploadFile, options)
  assert.equal(name, 'success')
  return values[0].headers
}

for (const status of [200, 201, 204, 304, 404, 500, 503]) {
  test(`Q1 status ${status}: one event with the header map itself, before success`, async (context) => {
    const server = await startCanned(context, answer(status, { ETag: '"1"', 'Set-Cookie': ['a=1', 'b=2'] }))
    const calls = await upload({ url: server.url, filePath: temporaryFile(context), name: 'file' })
    assert.deepEqual(
      calls.map(([name, ...values]) => [name, values.length]),
      [
        ['headers', 1],
        ['success', 1],
        ['complete', 1],
      ],
    )
    const [[, headers], [, result]] = calls
    assert.equal(Object.getPrototypeOf(headers), Object.prototype)
    assert.deepEqual(headers, {
      ETag: '"1"',
      'Set-Cookie': ['a=1', 'b=2'],
      'Content-Length': '0',
      Connection: 'close',
    })
    assert.deepEqual(headers, result.headers)
    assert.equal('header' in headers, false)
  })
}

test('Q1 the event comes when the head is there, not with the body', async (context) => {
  /** @type {() => void} */
  let sendBody = () => {}
  const server = await startRawServer(context, async (socket) => {
    await readRequest(socket)
    sendBody = () => socket.end('the body')
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n')
  })
  const options = { url: server.url, filePath: temporaryFile(context), name: 'file' }
  const { task, calls, done } = record(uploadFile, options)
  const headers = await new Promise((resolve) => task.onHeadersReceived(resolve))
  assert.deepEqual(headers, { 'Content-Length': '8' })
  assert.deepEqual(calls, [])
  sendBody()
  const [[name, result]] = await done
  assert.deepEqual([name, result.data], ['success', 'the body'])
})

test('Q1 1xx answers fire no event', async (context) => {
  const informational =
    'HTTP/1.1 100 Continue\r\n\r\n' +
    'HTTP/1.1 102 Processing\r\nX-Step: 1\r\n\r\n' +
    'HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n'
  const final = answer(200, { 'X-Final': 'yes' })
  const server = await startCanned(context, Buffer.concat([Buffer.from(informational), final]))
  const calls = await upload({ url: server.url, filePath: temporaryFile(context), name: 'file' })
  assert.deepEqual(
    calls.map(([name]) => name),
    ['headers', 'success', 'complete'],
  )
  assert.deepEqual(calls[0][1], { 'X-Final': 'yes', 'Content-Length': '0', Connection: 'close' })
})

test('Q1 a redirect that is followed fires no event', async (context) => {
  const target = await startReceiver(context, (_upload, _request, response) => {
    response.setHeader('X-Server', 'target').end()
  })
  const origin = await startCanned(context, answer(307, { Location: target.url, 'X-Server': 'origin' }))
  const calls = await upload({ url: origin.url, filePath: temporaryFile(context), name: 'file' })
  assert.deepEqual(
    calls.map(([name]) => name),
    ['headers', 'success', 'complete'],
  )
  assert.equal(calls[0][1]['X-Server'], 'target')
})

test('Q1 no event without a response; one, then fail, when the body breaks off', async (context) => {
  const silent = await startCanned(context, '')
  const short = await startCanned(context, 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort')
  const filePath = temporaryFile(context)
  const names = async (/** @type {object} */ options) => (await upload(options)).map(([name]) => name)
  assert.deepEqual(await names({ url: silent.url, filePath, name: 'file' }), ['fail', 'complete'])
  assert.deepEqual(await names({ url: silent.url, filePath: `${filePath}.missing`, name: 'file' }), [
    'fail',
    'complete',
  ])
  assert.deepEqual(await names({ url: '', filePath, name: 'file' }), ['fail', 'complete'])
  assert.deepEqual(await names({ url: short.url, filePath, name: 'file' }), ['headers', 'fail', 'complete'])
})

test('Q1 V29 every listener is called once, in the order of adding, however often it was added', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { task, calls, done } = record(uploadFile, options)
  const first = () => calls.push(['first'])
  task.onHeadersReceived(first)
  task.onHeadersReceived(() => calls.push(['second']))
  assert.equal(task.onHeadersReceived(first), undefined)
  await done
  assert.deepEqual(
    calls.map(([name]) => name),
    ['first', 'second', 'success', 'complete'],
  )
})

for (const [label, parameters, left] of /** @type {Array<[string, (one: any) => any[], string[]]>} */ ([
  ['off(cb)', (one) => [one], ['other', 'later']],
  ['off(unknown)', () => [() => {}], ['one', 'other', 'later']],
  ['off()', () => [], ['later']],
  ['off(null)', () => [null], ['later']],
  ['off(undefined)', () => [undefined], ['later']],
])) {
  test(`Q1 V29 offHeadersReceived: ${label} leaves ${left.join(', ')}`, async (context) => {
    const receiver = await startReceiver(context)
    const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
    const { task, done } = record(uploadFile, options)
    /** @type {string[]} */
    const seen = []
    const one = () => seen.push('one')
    task.onHeadersReceived(one)
    task.onHeadersReceived(() => seen.push('other'))
    assert.equal(task.offHeadersReceived(...parameters(one)), undefined)
    task.onHeadersReceived(() => seen.push('later'))
    await done
    assert.deepEqual(seen, left)
  })
}

test('Q1 the methods work detached from the task', async (context) => {
  const receiver = await startReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { task, done } = record(uploadFile, options)
  const { onHeadersReceived, offHeadersReceived } = task
  /** @type {string[]} */
  const seen = []
  const removed = () => seen.push('removed')
  onHeadersReceived(removed)
  onHeadersReceived(() => seen.push('kept'))
  offHeadersReceived(removed)
  await done
  assert.deepEqual(seen, ['kept'])
})

test('Q1 Q3 abort from within the headers listener: fail("Canceled", 1000) and no success', async (context) => {
  const receiver = await startHoldingReceiver(context)
  const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
  const { task, done } = record(uploadFile, options)
  /** @type {string[]} */
  const seen = []
  task.onHeadersReceived(() => {
    seen.push('headers')
    task.abort()
  })
  task.onHeadersReceived(() => seen.push('after the abort'))
  const held = await receiver.next()
  held.response.write('half of the body')
  await held.closed
  assert.deepEqual(await done, [
    ['fail', 'Canceled', 1000],
    ['complete', 'Canceled'],
  ])
  assert.deepEqual(seen, ['headers'])
})

test('Q6 a header that came several times is an array, in the order of arrival, whatever its letter case', async (context) => {
  const headers = await resultHeaders(context, {
    'X-Repeated': ['1', '2'],
    'x-repeated': '3',
    'X-Between': 'alone',
    'X-REPEATED': '1',
  })
  assert.deepEqual(headers['X-Repeated'], ['1', '2', '3', '1'])
  assert.equal(headers['X-Between'], 'alone')
})

test('Q6 Set-Cookie: an array when it came several times, a string when it came once', async (context) => {
  const cookies = ['a=1; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2; HttpOnly', 'c=3']
  assert.deepEqual((await resultHeaders(context, { 'Set-Cookie': cookies }))['Set-Cookie'], cookies)
  assert.equal((await resultHeaders(context, { 'set-cookie': cookies[0] }))['Set-Cookie'], cookies[0])
})

test('Q6 a header that came once stays a string, commas and an empty value included', async (context) => {
  const headers = await resultHeaders(context, {
    'X-List': '1, 2',
    'X-Empty': '',
    'X-Both-Empty': ['', ''],
  })
  assert.equal(headers['X-List'], '1, 2')
  assert.equal(headers['X-Empty'], '')
  assert.deepEqual(headers['X-Both-Empty'], ['', ''])
})

test('Q6 V18 names are spelt as the registry does and answer in lower case, unseen by Object.keys', async (context) => {
  const headers = await resultHeaders(context, {
    'content-type': 'text/plain',
    ETAG: '"a"',
    'www-authenticate': ['Basic', 'Bearer'],
    'x-custom-thing': '1',
  })
  assert.deepEqual(Object.keys(headers).sort(), [
    'Connection',
    'Content-Length',
    'Content-Type',
    'ETag',
    'WWW-Authenticate',
    'X-Custom-Thing',
  ])
  assert.equal(headers['content-type'], 'text/plain')
  assert.deepEqual(headers['www-authenticate'], ['Basic', 'Bearer'])
  assert.deepEqual(JSON.parse(JSON.stringify(headers))['WWW-Authenticate'], ['Basic', 'Bearer'])
  assert.equal(JSON.stringify(headers).includes('www-authenticate'), false)
})

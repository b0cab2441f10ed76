'use strict'
// A receiver runs without the addon. In jsdom and happy-dom it runs in __test__/projects.

const assert = require('node:assert/strict')
const test = require('node:test')
const { runNode } = require('../support/child')

/** A receiver that takes an upload with a file and a GBK field, throttled, delayed, and looked at. */
const PROGRAM = `
  const http = require('node:http')
  const { createReceiver } = require('./lib/receiver/index.js')
  const receiver = createReceiver({ rules: [{ throttle: 1000000 }, { delay: 1 }] })
  receiver.listen().then(async ({ port }) => {
    const part = (head, body) => Buffer.concat([Buffer.from('--x\\r\\nContent-Disposition: form-data; ' + head + '\\r\\n\\r\\n'), body, Buffer.from('\\r\\n')])
    const body = Buffer.concat([
      part('name=a\\r\\nContent-Type: text/plain; charset=gbk', Buffer.from([0xd6, 0xd0])),
      part('name=f; filename=x.txt', Buffer.from('data')),
      Buffer.from('--x--'),
    ])
    const call = (method, path, headers, body) => new Promise((resolve, reject) => {
      const request = http.request({ port, host: '127.0.0.1', method, path, headers }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk) => { text += chunk }).on('end', () => resolve(text))
      })
      request.on('error', reject)
      request.end(body)
    })
    const answer = await call('POST', '/', { 'Content-Type': 'multipart/form-data; boundary=x', Origin: 'http://page.example' }, body)
    const upload = await receiver.next({}, { timeout: 5000 })
    const text = await call('GET', '/__uploadtask/api/uploads/' + upload.id + '/files/0/text', {})
    const broken = http.request({ port, host: '127.0.0.1', method: 'POST', headers: { 'Content-Type': 'multipart/form-data; boundary=x' } })
    broken.on('error', () => {})
    const started = new Promise((resolve) => receiver.once('start', resolve))
    broken.flushHeaders()
    await started
    await receiver.close()
    process.stdout.write(JSON.stringify([JSON.parse(answer).fields.a, text, receiver.uploads[1].error.code]))
  })`

test('receiver: loads and runs without the addon', async () => {
  const { code, stdout, stderr } = await runNode([
    '--input-type=commonjs',
    '-e',
    `const { Module } = require('node:module')
     const { _extensions } = Module
     _extensions['.node'] = (_module, file) => { throw new Error('loads ' + file) }
     process.dlopen = (_module, file) => { throw new Error('loads ' + file) }
     ${PROGRAM}`,
  ])
  assert.equal(stderr, '')
  assert.deepEqual(JSON.parse(stdout), ['中', 'data', 'aborted'])
  assert.equal(code, 0)
})

'use strict'
// The requests, answers and errors in the documents are the real ones: docs/reference/http.md,
// docs/reference/receiver.md, docs/reference/configuration.md, docs/guide/device-pages.md.

const assert = require('node:assert/strict')
const net = require('node:net')
const { test } = require('node:test')
const { createReceiver } = /** @type {any} */ (require('../../lib/receiver/index.js'))
const { outcome } = require('../support/calls.js')
const { runNode } = require('../support/child.js')
const { temporaryFile } = require('../support/files.js')
const { listen } = require('../support/listen.js')
const { createProject } = require('../support/project.js')
const { readBlocks } = require('./blocks.js')

const { wx } = /** @type {any} */ (require('uploadtask'))

/** The block of a page in a language that has this text in it. */
function shown(/** @type {string} */ page, /** @type {string} */ language, /** @type {string} */ text) {
  const block = readBlocks(page).find((one) => one.language === language && one.code.includes(text))
  assert.ok(block, `${page} shows no ${language} with ${text}`)
  return block.code
}

test('docs: the request that http.md shows is the one that is sent', async (context) => {
  let received = ''
  const server = net.createServer((socket) => {
    socket.setEncoding('utf8').on('data', (text) => {
      received += text
      if (received.endsWith('--\r\n')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    })
  })
  const { port } = await listen(context, server, () => {})
  await outcome(wx.uploadFile, {
    url: `http://127.0.0.1:${port}/upload?a=1`,
    filePath: temporaryFile(context, 'hello.txt', 'hello, world\n'),
    name: 'file',
    header: { 'X-Request-Id': '1' },
    formData: { user: 'test' },
  })
  // What differs each time.
  const alike = (/** @type {string} */ text) =>
    text
      .replaceAll('\r\n', '\n')
      .replace(/uploadtask-[0-9a-f]{32}/g, 'uploadtask-')
      .replace(/^Host: .*$/m, 'Host: ')
  assert.equal(alike(received), alike(shown('docs/reference/http.md', 'http', 'POST /upload')))
})

test('docs: the answer that receiver.md shows is the one that is given', async (context) => {
  const receiver = createReceiver()
  context.after(() => receiver.close())
  receiver.intercept('https://api.example.com')
  const { values } = await outcome(wx.uploadFile, {
    url: 'https://api.example.com/',
    filePath: temporaryFile(context, 'a.txt', 'hello'),
    name: 'file',
    formData: { user: 'test' },
  })
  const answer = JSON.parse(values[0].data)
  const expected = JSON.parse(shown('docs/reference/receiver.md', 'json', '"sha256"'))
  const beginning = expected.files[0].sha256.replace('…', '')
  assert.ok(answer.files[0].sha256.startsWith(beginning))
  answer.files[0].sha256 = expected.files[0].sha256
  assert.deepEqual(answer, expected)
})

test('docs: the errors that configuration.md shows are the real ones', async (context) => {
  const { UPLOADTASK_TARO: _taro, ...variables } = process.env
  const errorOf = async (/** @type {Record<string, string>} */ files, environment = {}) => {
    const cwd = createProject(context, files)
    const options = ['--import', 'uploadtask/register', '--eval', '']
    const { code, stderr } = await runNode(options, { cwd, env: { ...variables, ...environment } })
    assert.equal(code, 1)
    return stderr.trim().replaceAll(cwd, '/app').replaceAll('\\', '/')
  }
  const errors = [
    await errorOf({ 'uploadtask.config.json': '{ "rot": "storage" }' }),
    await errorOf({ 'uploadtask.config.json': '{\n  "root": "storage"\n  "package": "a"\n}' }),
    await errorOf({ 'uploadtask.config.mjs': 'export default {\n  package: missing,\n}' }),
    await errorOf({}, { UPLOADTASK_TARO: 'yes' }),
  ]
  const lines = shown('docs/reference/configuration.md', 'text', 'unknown option').trimEnd().split('\n')
  assert.equal(lines.length, errors.length)
  for (const [index, line] of lines.entries()) assert.ok(errors[index].includes(line), errors[index])
})

test('docs: what a placeholder throws is what device-pages.md shows', async (context) => {
  const cwd = createProject(context, {
    'page.mjs': `import router from '@system.router'
      try { router.push({ uri: 'b' }) } catch (error) { console.log(error.message) }`,
  })
  const { stdout } = await runNode(['--import', 'uploadtask/register', 'page.mjs'], { cwd })
  assert.equal(stdout, shown('docs/guide/device-pages.md', 'text', '@system.router'))
})

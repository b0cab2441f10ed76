'use strict'

const assert = require('node:assert/strict')
const { execFileSync } = require('node:child_process')
const { once } = require('node:events')
const fs = require('node:fs')
const net = require('node:net')
const path = require('node:path')
const { test } = require('node:test')
const { pathToFileURL } = require('node:url')

const { outcome } = require('../support/calls')
const { boundaryOf, expectedBody } = require('../support/expected-body')
const { temporaryFile, temporaryFolder } = require('../support/files')
const { answer, startCanned } = require('../support/raw-server')

const { uploadFile } = /** @type {any} */ (require('uploadtask/wx'))
const vela = /** @type {any} */ (require('uploadtask/vela'))

const onWindows = process.platform === 'win32'
const skipOnWindows = (/** @type {string} */ reason) => ({ skip: onWindows && reason })

const notFound = 1300002
const isDirectory = 1300021
const notPermitted = 1300013

/**
 * Expects that both dialects refuse the path without making a connection.
 *
 * @param {import('node:test').TestContext} context
 * @param {string} filePath
 * @param {...number} errnos One of these.
 */
async function assertRefused(context, filePath, ...errnos) {
  const server = await startCanned(context, answer(200))
  const wx = await outcome(uploadFile, { url: server.url, filePath, name: 'file' })
  assert.equal(wx.name, 'fail')
  assert.ok(errnos.includes(wx.values[0].errno), JSON.stringify(wx.values))
  assert.match(wx.values[0].errMsg, /^uploadFile:fail createUploadTask:fail .+/)
  const onWatch = await outcome(vela.uploadFile, { url: server.url, filePath, name: 'file' })
  assert.deepEqual(onWatch, { name: 'fail', values: ['invalid filename', 202] })
  assert.equal(server.connections, 0)
}

/**
 * Expects that the file arrives, under this name.
 *
 * @param {import('node:test').TestContext} context
 * @param {string} filePath
 * @param {string} filename
 * @param {string} content
 */
async function assertUploads(context, filePath, filename, content) {
  const server = await startCanned(context, answer(200))
  const { name, values } = await outcome(uploadFile, { url: server.url, filePath, name: 'file' })
  assert.equal(name, 'success', `${filePath}: ${JSON.stringify(values)}`)
  const [{ body, headers }] = server.requests
  const boundary = boundaryOf(headers.find(([header]) => header.toLowerCase() === 'content-type')?.[1])
  assert.equal(body.toString(), expectedBody(boundary, [], { filename }, content).toString())
}

/** @param {import('node:test').TestContext} context */
function makeFifo(context) {
  const fifo = path.join(temporaryFolder(context), 'fifo')
  execFileSync('mkfifo', [fifo])
  return fifo
}

test('H24 a directory is refused', async (context) => {
  const folder = temporaryFolder(context)
  await assertRefused(context, folder, isDirectory)
})

test('H24 a link to a directory is refused', async (context) => {
  const folder = temporaryFolder(context)
  const link = path.join(folder, 'link')
  fs.symlinkSync(folder, link, 'junction')
  await assertRefused(context, link, isDirectory)
})

const fifos = { timeout: 30_000, ...skipOnWindows('Windows has no FIFO') }

test('H24 a FIFO is refused and never blocks', fifos, async (context) => {
  const fifo = makeFifo(context)
  await assertRefused(context, fifo, notPermitted)
  const link = path.join(path.dirname(fifo), 'link')
  fs.symlinkSync(fifo, link)
  await assertRefused(context, link, notPermitted)
})

test('H24 many FIFOs at once hold nothing up', fifos, async (context) => {
  const fifo = makeFifo(context)
  const server = await startCanned(context, answer(200))
  const uploads = Array.from({ length: 100 }, () =>
    outcome(uploadFile, { url: server.url, filePath: fifo, name: 'file' }),
  )
  for (const { name, values } of await Promise.all(uploads)) {
    assert.equal(name, 'fail')
    assert.equal(values[0].errno, notPermitted)
  }
  assert.equal(server.connections, 0)
})

test('H24 a device is refused', { timeout: 30_000 }, async (context) => {
  const devices = onWindows ? ['\\\\.\\NUL', '\\\\?\\NUL', 'NUL'] : ['/dev/zero', '/dev/null']
  // There is a way to ask for a device of Windows by which none is there.
  const errnos = onWindows ? [notPermitted, notFound] : [notPermitted]
  for (const device of devices) await assertRefused(context, device, ...errnos)
})

test(
  'H24 a unix socket is refused',
  skipOnWindows('the sockets of Windows are no files'),
  async (context) => {
    const file = path.join(temporaryFolder(context), 'socket')
    const listener = net.createServer().listen(file)
    await once(listener, 'listening')
    context.after(() => listener.close())
    await assertRefused(context, file, notPermitted)
  },
)

const noLinks = skipOnWindows('symlinks need a privilege on Windows')

test('H24 links that name no file are errors', noLinks, async (context) => {
  const folder = temporaryFolder(context)
  const [loop, otherLoop, selfLoop, dangling] = ['loop', 'other', 'self', 'dangling'].map((name) =>
    path.join(folder, name),
  )
  fs.symlinkSync(otherLoop, loop)
  fs.symlinkSync(loop, otherLoop)
  fs.symlinkSync(selfLoop, selfLoop)
  fs.symlinkSync(path.join(folder, 'nothing'), dangling)
  for (const filePath of [dangling, loop, selfLoop, path.join(loop, 'below')]) {
    await assertRefused(context, filePath, notFound)
  }
})

test('H24 paths that name no file are errors', async (context) => {
  const file = temporaryFile(context)
  const folder = path.dirname(file)
  for (const filePath of [
    path.join(folder, 'nothing'),
    `${file}/`,
    `${file}${path.sep}`,
    `${file}/below`,
    `${file}\0`,
    `${file}\0.png`,
    path.join(folder, 'n'.repeat(300)),
    `${folder}${'/d'.repeat(5000)}`,
    // No names of Windows.
    ...(onWindows ? ['a?b', 'a*', 'a|b', '<a>', 'a:b:c'].map((name) => path.join(folder, name)) : []),
  ]) {
    await assertRefused(context, filePath, notFound)
  }
})

test('H24 symlinks are followed; the name is that of the link', noLinks, async (context) => {
  const file = temporaryFile(context, 'target.txt', 'behind two links')
  const folder = temporaryFolder(context)
  fs.symlinkSync(file, path.join(folder, 'first.txt'))
  fs.symlinkSync('first.txt', path.join(folder, 'second.txt'))
  fs.symlinkSync(folder, path.join(folder, 'folder'))
  const filePath = path.join(folder, 'folder', 'second.txt')
  await assertUploads(context, filePath, 'second.txt', 'behind two links')
})

test('H26 a path is literal', async (context) => {
  const folder = temporaryFolder(context)
  // What the path would name if it were decoded, cut at `?` or `#`, or trimmed.
  for (const decoy of ['a b.txt', 'a', 'A.txt', 'a.txt']) fs.writeFileSync(path.join(folder, decoy), 'decoy')
  for (const name of [
    'a%20b.txt',
    'a%2520b.txt',
    '%41.txt',
    'a#b.txt',
    'a+b.txt',
    // No names of Windows.
    ...(onWindows ? [] : ['a?b=c.txt', 'a\\b.txt']),
    ' a.txt',
    'e\u0301.txt',
    'é.txt',
    '文件 😀.txt',
    '%.txt',
    '%zz.txt',
  ]) {
    fs.writeFileSync(path.join(folder, name), `content of ${name}`)
    await assertUploads(context, path.join(folder, name), name, `content of ${name}`)
  }
})

const noSpaces = skipOnWindows('no name of Windows ends with a space')

test('H26 spaces at the end of a path are literal, too', noSpaces, async (context) => {
  const file = temporaryFile(context, 'ends with a space.txt', 'decoy')
  fs.writeFileSync(`${file} `, 'content')
  const server = await startCanned(context, answer(200))
  await outcome(uploadFile, { url: server.url, filePath: `${file} `, name: 'file' })
  assert.ok(server.requests[0].body.includes('filename="ends with a space.txt "'))
  assert.ok(server.requests[0].body.includes('\r\n\r\ncontent\r\n'))
})

test('H26 file:// is decoded exactly once', async (context) => {
  const folder = temporaryFolder(context)
  for (const decoy of ['a b.txt', 'a', '%.txt']) fs.writeFileSync(path.join(folder, decoy), 'decoy')
  for (const name of [
    'a%20b.txt',
    'a#b.txt',
    '%25.txt',
    '文件 😀.txt',
    'with space.txt',
    ...(onWindows ? [] : ['a?b.txt']),
  ]) {
    fs.writeFileSync(path.join(folder, name), `content of ${name}`)
    const { href } = pathToFileURL(path.join(folder, name))
    await assertUploads(context, href, name, `content of ${name}`)
  }
})

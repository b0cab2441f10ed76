'use strict'
// runtime.files: what it puts into the storage areas, and that each dialect finds it there.

const assert = require('node:assert/strict')
const { createHash, randomBytes } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { pathToFileURL } = require('node:url')
const vm = require('node:vm')

const { outcome, record } = require('../support/calls')
const { packageFolder, runNode, runSnippet } = require('../support/child')
const { startCountingServer } = require('../support/counting-server')
const { entriesBelow, sparseFile, temporaryFile, temporaryFolder } = require('../support/files')
const { startReceiver } = require('../support/receiver')

const uploadtask = /** @type {any} */ (require('uploadtask'))
const { createRuntime } = uploadtask

const onWindows = process.platform === 'win32'

/** @param {string | Uint8Array} content */
const sha256 = (content) => createHash('sha256').update(content).digest('hex')

/**
 * Asserts that an upload of filePath brings these bytes, under the path's last segment.
 *
 * @param {import('node:test').TestContext} context
 * @param {(options: any) => any} uploadFile
 * @param {string} filePath
 * @param {string | Uint8Array} content
 */
async function assertUploads(context, uploadFile, filePath, content) {
  const receiver = await startReceiver(context)
  const ended = await outcome(uploadFile, { url: receiver.url, filePath, name: 'file' })
  assert.equal(ended.name, 'success', `${filePath}: ${JSON.stringify(ended.values)}`)
  const [file] = receiver.uploads[0].files
  assert.equal(file.sha256, sha256(content), filePath)
  const name = path.posix.basename(filePath.replace(/^[a-z]+:\/\//, ''))
  // H3: quotes and line ends are escaped; what a parser makes of a backslash is its own affair.
  const escaped = name.replaceAll('\n', '%0A').replaceAll('"', '%22')
  if (!name.includes('\\')) assert.equal(file.filename, escaped)
}

/**
 * Every file below a folder, sorted.
 *
 * @param {string} folder
 */
const filesBelow = (folder) =>
  entriesBelow(folder)
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()

/** @type {Array<[filePath: string, place: string, dialects: string[]]>} */
const places = [
  ['internal://cache/a.txt', 'cache/com.example.app/a.txt', ['vela', 'quickapp']],
  ['internal://files/a.txt', 'files/com.example.app/a.txt', ['vela', 'quickapp']],
  ['internal://mass/a.txt', 'mass/com.example.app/a.txt', ['vela', 'quickapp']],
  ['internal://mass/download/2024/a.txt', 'mass/com.example.app/download/2024/a.txt', ['vela', 'quickapp']],
  ['internal://tmp/a.txt', 'tmp/a.txt', ['vela', 'quickapp']],
  ['internal://tmp/b/c.txt', 'tmp/b/c.txt', ['vela', 'quickapp']],
  ['wxfile://usr/a.txt', 'wx/usr/a.txt', ['wx', 'taro']],
  ['wxfile://usr/folder/b/a.txt', 'wx/usr/folder/b/a.txt', ['wx', 'taro']],
  ['http://usr/c.txt', 'wx/usr/c.txt', ['wx', 'taro']],
  ['wxfile://tmp_0a1b.txt', 'wx/tmp/tmp_0a1b.txt', ['wx', 'taro']],
  ['http://tmp/0a1b.txt', 'wx/tmp/0a1b.txt', ['wx', 'taro']],
  ['wxfile://store_0a1b.txt', 'wx/store/store_0a1b.txt', ['wx', 'taro']],
  ['http://store/0a1b.txt', 'wx/store/0a1b.txt', ['wx', 'taro']],
]
for (const [filePath, place, dialects] of places) {
  test(`V32 V33 W32 files.write('${filePath}') fills <root>/${place}`, async (context) => {
    const root = temporaryFolder(context)
    const runtime = createRuntime({ root, package: 'com.example.app' })
    assert.equal(runtime.files.write(filePath, `the bytes of ${place}`), filePath)
    assert.deepEqual(filesBelow(root), [place])
    assert.equal(fs.readFileSync(path.join(root, place), 'utf8'), `the bytes of ${place}`)
    for (const dialect of dialects) {
      await assertUploads(context, runtime[dialect].uploadFile, filePath, `the bytes of ${place}`)
    }
  })
}

test('files.write: strings as UTF-8, Uint8Array and Buffer byte by byte', async (context) => {
  const root = temporaryFolder(context)
  const { files, vela } = createRuntime({ root })
  const every = Uint8Array.from({ length: 256 }, (_, index) => index)
  /** @type {Array<[string, any, string | Uint8Array]>} */
  const written = [
    ['text', 'é 文件 😀\r\n\n', 'é 文件 😀\r\n\n'],
    ['a NUL', 'a\0b', 'a\0b'],
    ['a byte order mark', '\ufeffa', '\ufeffa'],
    ['a lone surrogate', 'a\ud800b', 'a\ufffdb'],
    ['empty text', '', ''],
    ['no bytes', new Uint8Array(), ''],
    ['bytes', every, every],
    ['a Buffer', Buffer.from(every), every],
    ['a Buffer of the pool', Buffer.from('pooled'), 'pooled'],
    ['a part of an array', every.subarray(100, 200), every.subarray(100, 200)],
    ['a part of a Buffer', Buffer.from('0123456789').subarray(3, 6), '345'],
    ['bytes of another realm', vm.runInNewContext('Uint8Array.of(1, 2, 3)'), Uint8Array.of(1, 2, 3)],
    ['shared bytes', new Uint8Array(new SharedArrayBuffer(4)), new Uint8Array(4)],
    ['8 MiB', Buffer.alloc(8 * 1024 * 1024, 'x'), 'x'.repeat(8 * 1024 * 1024)],
  ]
  for (const [label, data, content] of written) {
    const filePath = files.write(`internal://files/${label}.bin`, data)
    assert.equal(
      sha256(fs.readFileSync(path.join(root, 'files/app', `${label}.bin`))),
      sha256(content),
      label,
    )
    await assertUploads(context, vela.uploadFile, filePath, content)
  }
})

test('files.write: names are literal, whatever is in them', async (context) => {
  const root = temporaryFolder(context)
  const { files, vela, wx } = createRuntime({ root })
  const names = ['a b.txt', 'a%20b.txt', 'a#b.txt', '你好 😀.txt', '.hidden', '..a', 'a.b.c', '-', '~']
  names.push(...(onWindows ? [] : ['a.', 'a..', 'a?b.txt', 'a"b', 'a\\b', 'a\nb', 'x'.repeat(255)]))
  for (const name of names) {
    await assertUploads(context, vela.uploadFile, files.write(`internal://files/${name}`, name), name)
    await assertUploads(context, wx.uploadFile, files.write(`wxfile://usr/${name}`, name), name)
  }
  assert.deepEqual(
    fs.readdirSync(path.join(root, 'files/app')).sort(),
    fs.readdirSync(path.join(root, 'wx/usr')).sort(),
  )
  assert.deepEqual(fs.readdirSync(path.join(root, 'wx/usr')).sort(), [...names].sort())
})

test('files.write: a path that stays inside may have . and .. and several slashes', (context) => {
  const root = temporaryFolder(context)
  const { files } = createRuntime({ root })
  files.write('internal://files/sub/b.txt', 'b')
  files.write('internal://files/./sub//c.txt', 'c')
  files.write('internal://files/sub/../d.txt', 'd')
  assert.deepEqual(filesBelow(root), ['files/app/d.txt', 'files/app/sub/b.txt', 'files/app/sub/c.txt'])
})

test('files.write: a file that is there is replaced', async (context) => {
  const root = temporaryFolder(context)
  const { files, vela } = createRuntime({ root })
  for (const content of ['the first, a long one', 'second', '', 'third']) {
    await assertUploads(context, vela.uploadFile, files.write('internal://files/a.txt', content), content)
  }
  assert.deepEqual(filesBelow(root), ['files/app/a.txt'])
})

test('files.write: an upload of the old file that runs sends the old file', async (context) => {
  const root = temporaryFolder(context)
  const { files, vela } = createRuntime({ root })
  const old = randomBytes(24 * 1024 * 1024)
  const filePath = files.write('internal://files/a.bin', old)
  const server = await startCountingServer(context, { pauseAfter: 1024 * 1024 })
  const { done } = record(vela.uploadFile, { url: server.url, filePath, name: 'file', timeout: 0 })
  const request = await server.request(0)
  await request.paused
  try {
    files.write(filePath, Buffer.alloc(24 * 1024 * 1024, 'new'))
  } finally {
    // An upload without a time limit would keep the process alive, and on Windows the file.
    request.resume()
    await done
  }
  const [[name, ...values]] = await done
  assert.equal(name, 'success', JSON.stringify(values))
  const boundary = /boundary=(.*)$/.exec(request.header('content-type') ?? '')?.[1]
  const head =
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n` +
    'Content-Type: application/octet-stream\r\n\r\n'
  const expected = createHash('sha256').update(head).update(old).update(`\r\n--${boundary}--\r\n`)
  assert.equal(request.sha256(), expected.digest('hex'))
  assert.deepEqual(filesBelow(root), ['files/app/a.bin'])
  assert.equal(fs.readFileSync(path.join(root, 'files/app/a.bin'), 'latin1').slice(0, 6), 'newnew')
})

test('files.write: who reads meanwhile gets one whole file or the other', async (context) => {
  const root = temporaryFolder(context)
  const { files } = createRuntime({ root })
  const size = 4 * 1024 * 1024
  const filePath = files.write('internal://files/a.bin', Buffer.alloc(size, 'a'))
  // The reader opens the file again and again in a process of its own, until it has read each of the two.
  const reader = runSnippet(
    `
      const fs = require('node:fs')
      const seen = new Set()
      report('reading')
      for (let count = 0; seen.size < 2 && count < 1e5; count += 1) {
        const content = fs.readFileSync(input.file)
        const uniform = content.every((byte) => byte === content[0])
        seen.add(uniform && content.length === input.size ? content[0] : 'torn ' + content.length)
      }
      report([...seen].sort())
    `,
    { file: path.join(root, 'files/app/a.bin'), size },
  )
  let read = false
  reader.finally(() => {
    read = true
  })
  for (let round = 1; !read; round += 1) {
    files.write(filePath, Buffer.alloc(size, round % 2 === 0 ? 'a' : 'b'))
    await new Promise((resolve) => setImmediate(resolve))
  }
  assert.deepEqual((await reader).reports, ['reading', [97, 98]])
})

/** @type {Array<[label: string, name: string, extension: string]>} */
const extensions = [
  ['.png', 'photo.png', '.png'],
  ['.JPG', 'PHOTO.JPG', '.JPG'],
  ['the last of two', 'archive.tar.gz', '.gz'],
  ['none', 'photo', ''],
  ['none, of a hidden file', '.hidden', ''],
  ['one that is not ASCII', 'photo.文件', '.文件'],
]
for (const [label, name, extension] of extensions) {
  test(`W32 files.temp keeps the extension: ${label}`, async (context) => {
    const root = temporaryFolder(context)
    const { files, wx, taro } = createRuntime({ root })
    const filePath = files.temp(temporaryFile(context, name, `the bytes of ${name}`))
    assert.match(filePath, /^http:\/\/tmp\/[^/]+$/)
    assert.equal(path.posix.extname(filePath), extension)
    assert.ok(!filePath.includes(path.parse(name).name), filePath)
    assert.deepEqual(filesBelow(root), [`wx/tmp/${filePath.slice('http://tmp/'.length)}`])
    await assertUploads(context, wx.uploadFile, filePath, `the bytes of ${name}`)
    await assertUploads(context, taro.uploadFile, filePath, `the bytes of ${name}`)
  })
}

test('W32 files.temp: a new name each time, and a copy of its own', async (context) => {
  const root = temporaryFolder(context)
  const { files, wx } = createRuntime({ root })
  const file = temporaryFile(context, 'a.txt', 'first')
  const first = files.temp(file)
  fs.writeFileSync(file, 'second')
  const second = files.temp(file)
  fs.rmSync(file)
  await assertUploads(context, wx.uploadFile, first, 'first')
  await assertUploads(context, wx.uploadFile, second, 'second')
  const more = Array.from({ length: 100 }, () => files.temp(temporaryFile(context)))
  assert.equal(new Set([first, second, ...more]).size, 102)
})

test('W32 files.temp: relative to the working directory, through a symlink, a file:// URL, any size', async (context) => {
  const root = temporaryFolder(context)
  const { files } = createRuntime({ root })
  const copied = (/** @type {string} */ filePath) => path.join(root, 'wx/tmp', path.posix.basename(filePath))
  const file = temporaryFile(context, 'a b%20.txt', 'content')
  const relative = path.relative(process.cwd(), file)
  assert.equal(fs.readFileSync(copied(files.temp(relative)), 'utf8'), 'content')
  assert.equal(fs.readFileSync(copied(files.temp(pathToFileURL(file))), 'utf8'), 'content')
  assert.equal(fs.readFileSync(copied(files.temp(temporaryFile(context, 'empty', ''))), 'utf8'), '')
  const big = files.temp(sparseFile(context, 32 * 1024 * 1024, 'big.bin'))
  assert.equal(fs.statSync(copied(big)).size, 32 * 1024 * 1024)
  if (onWindows) return
  const link = path.join(temporaryFolder(context), 'link.txt')
  fs.symlinkSync(file, link)
  const filePath = files.temp(link)
  assert.ok(fs.lstatSync(copied(filePath)).isFile())
  assert.equal(fs.readFileSync(copied(filePath), 'utf8'), 'content')
})

test('files: the functions work without their object', (context) => {
  const { write, temp } = createRuntime({ root: temporaryFolder(context) }).files
  assert.equal(write('internal://files/a.txt', 'a'), 'internal://files/a.txt')
  assert.match(temp(temporaryFile(context)), /^http:\/\/tmp\//)
})

test('files: a root that is missing is made, by the first file and not before', (context) => {
  for (const fill of [
    (/** @type {any} */ files) => files.write('internal://files/a.txt', 'a'),
    (/** @type {any} */ files) => files.temp(temporaryFile(context)),
  ]) {
    const root = path.join(temporaryFolder(context), 'a', 'b', 'root')
    const { files } = createRuntime({ root })
    assert.ok(!fs.existsSync(path.dirname(root)))
    fill(files)
    assert.equal(filesBelow(root).length, 1)
  }
})

test('files: each runtime has its own root and package', (context) => {
  const root = temporaryFolder(context)
  const other = temporaryFolder(context)
  createRuntime({ root, package: 'com.example.one' }).files.write('internal://files/a.txt', 'one')
  createRuntime({ root, package: 'com.example.two' }).files.write('internal://files/a.txt', 'two')
  createRuntime({ root: other }).files.write('internal://files/a.txt', 'other')
  assert.deepEqual(filesBelow(root), ['files/com.example.one/a.txt', 'files/com.example.two/a.txt'])
  assert.deepEqual(filesBelow(other), ['files/app/a.txt'])
})

test("files: require('uploadtask').files fills the default runtime's areas", async (context) => {
  const receiver = await startReceiver(context)
  const cwd = temporaryFolder(context)
  fs.writeFileSync(path.join(cwd, 'manifest.json'), JSON.stringify({ package: 'com.example.app' }))
  fs.writeFileSync(path.join(cwd, 'photo.png'), 'a photo')
  const { reports, stderr } = await runSnippet(
    `
      const { files, vela, taro } = uploadtask
      report(uploadtask.default.files === files && typeof files.temp === 'function')
      vela.uploadFile({
        url: input.url,
        filePath: files.write('internal://files/a.txt', 'default'),
        name: 'file',
        success: () => taro.uploadFile({ url: input.url, filePath: files.temp('photo.png'), name: 'file' })
          .then(({ statusCode }) => report(statusCode)),
        fail: (...values) => report(values),
      })
    `,
    { url: receiver.url },
    { cwd },
  )
  assert.deepEqual(reports, [true, 200], stderr)
  assert.deepEqual(
    receiver.uploads.map(({ files }) => files[0].sha256),
    [sha256('default'), sha256('a photo')],
  )
  assert.ok(fs.existsSync(path.join(cwd, 'data/quickapp/files/com.example.app/a.txt')))
})

test("files: a named export of the ES module 'uploadtask'", async () => {
  const source = `import { files } from 'uploadtask'; console.log(typeof files.temp, typeof files.write)`
  const { stdout, stderr } = await runNode(['--input-type=module', '-e', source], { cwd: packageFolder })
  assert.equal(stdout, 'function function\n', stderr)
})

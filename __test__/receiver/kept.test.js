'use strict'
// What stays on the disk: kept uploads, and nothing of receivers whose process or thread is gone.

const assert = require('node:assert/strict')
const { spawn } = require('node:child_process')
const { once } = require('node:events')
const fs = require('node:fs')
const path = require('node:path')
const readline = require('node:readline')
const test = require('node:test')
const { setTimeout: sleep } = require('node:timers/promises')
const { Worker } = require('node:worker_threads')
const { FileNames } = require('../../lib/receiver/file-name.js')
const { createReceiver } = require('../../lib/receiver/index.js')
const { OwnFolder, sweep } = require('../../lib/receiver/own-folder.js')
const { packageFolder } = require('../support/child')
const { deferred } = require('../support/counting-server')
const { temporaryFolder } = require('../support/files')
const { body, exchange, field, file, filesIn, request, startReceiver } = require('./support')

test('receiver: a kept upload has a folder with its files and upload.json, and is listed after a restart', async (context) => {
  const directory = temporaryFolder(context)
  const before = await startReceiver(context, { directory })
  await exchange(
    context,
    before.port,
    request(body(field('a', '1'), file('f', '../photo.jpg', 'one'), file('f', 'photo.jpg', 'two'))),
  )
  await exchange(context, before.port, request(body(field('only', 'fields'))))
  await exchange(context, before.port, request('broken'))
  const [upload, second] = before.receiver.uploads
  await before.receiver.close()
  const folder = path.basename(path.dirname(upload.files[0].file))
  assert.match(folder, new RegExp(`^\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d-\\d{3}Z-${upload.id}$`))
  assert.deepEqual(fs.readdirSync(path.join(directory, folder)).sort(), [
    'photo-2.jpg',
    'photo.jpg',
    'upload.json',
  ])
  const record = JSON.parse(fs.readFileSync(path.join(directory, folder, 'upload.json'), 'utf8'))
  assert.deepEqual(
    record.files.map((/** @type {any} */ one) => one.file),
    ['photo.jpg', 'photo-2.jpg'],
  )
  assert.equal(record.response.status, 200)

  const after = await startReceiver(context, { directory })
  assert.deepEqual(
    JSON.parse(JSON.stringify(after.receiver.uploads)),
    JSON.parse(JSON.stringify([upload, second])),
  )
  const again = after.receiver.get(upload.id)
  assert.equal(fs.readFileSync(String(again?.files[1].file), 'utf8'), 'two')
  assert.equal((await fetch(`${after.url}/__uploadtask/api/uploads/${upload.id}/files/0`)).status, 200)
  // It was handed out, or not, in another life.
  await exchange(context, after.port, request(body(field('new', '1'))))
  assert.equal((await after.receiver.next()).fields[0].name, 'new')
  assert.equal(await after.receiver.remove(upload.id), true)
  assert.equal(fs.existsSync(path.join(directory, folder)), false)
})

test('receiver: of a kept upload that is removed while its answer is written down, nothing stays', async (context) => {
  const directory = temporaryFolder(context)
  const { receiver, url } = await startReceiver(context, { directory })
  const [saving, goOn] = [deferred(), deferred()]
  const mkdir = fs.promises.mkdir
  let saves = 0
  context.mock.method(
    fs.promises,
    'mkdir',
    async (/** @type {string} */ folder, /** @type {any} */ options) => {
      if (folder.startsWith(`${directory}${path.sep}`) && options.recursive) saves += 1
      if (saves === 2) {
        saving.resolve()
        await goOn.promise
      }
      return mkdir(folder, options)
    },
  )
  const form = new FormData()
  form.append('f', new Blob(['one']), 'photo.jpg')
  await fetch(url, { method: 'POST', body: form })
  await saving.promise
  const removed = receiver.remove(receiver.uploads[0].id)
  // What only waits for the disk would be done by then.
  await sleep(100)
  goOn.resolve()
  assert.equal(await removed, true)
  await receiver.close()
  assert.deepEqual(fs.readdirSync(directory), [])
})

test('receiver: as many kept uploads are listed as the limits let in, and the others stay on the disk', async (context) => {
  const directory = temporaryFolder(context)
  const before = await startReceiver(context, { directory })
  for (const name of ['1', '2', '3'])
    await exchange(context, before.port, request(body(file('f', name, 'data'))))
  const ids = before.receiver.uploads.map(({ id }) => id)
  await before.receiver.close()
  for (const limits of [{ maxUploads: 2 }, { maxTotalBytes: 8 }]) {
    const { receiver } = await startReceiver(context, { directory, ...limits })
    assert.deepEqual(
      receiver.uploads.map(({ id }) => id),
      ids.slice(1),
    )
    await receiver.close()
  }
  assert.equal(filesIn(directory).length, 3)
})

test('receiver: what is no record of a kept upload is left alone', async (context) => {
  const directory = temporaryFolder(context)
  const before = await startReceiver(context, { directory })
  await exchange(context, before.port, request(body(file('f', 'x', 'data'))))
  const [upload] = before.receiver.uploads
  await before.receiver.close()
  const folder = path.dirname(upload.files[0].file)
  const good = JSON.parse(fs.readFileSync(path.join(folder, 'upload.json'), 'utf8'))
  for (const record of [
    'no JSON',
    '{}',
    { ...good, id: '../../../../etc' },
    { ...good, id: '0123456789abcdef' },
    { ...good, files: [{ ...good.files[0], file: '../x' }] },
    { ...good, files: [{ ...good.files[0], file: '..' }] },
    { ...good, state: 'failed' },
  ]) {
    fs.writeFileSync(
      path.join(folder, 'upload.json'),
      typeof record === 'string' ? record : JSON.stringify(record),
    )
    const { receiver } = await startReceiver(context, { directory })
    assert.deepEqual(receiver.uploads, [])
    await receiver.close()
    assert.equal(fs.existsSync(upload.files[0].file), true)
  }
})

test('receiver: an upload that is to be kept and cannot be written down has failed', async (context) => {
  const directory = temporaryFolder(context)
  const { receiver, port } = await startReceiver(context, { directory })
  const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
  context.mock.method(fs.promises, 'writeFile', () => Promise.reject(full))
  const { status, json } = await exchange(context, port, request(body(file('f', 'x', 'data'))))
  assert.deepEqual([status, json.error.code], [507, 'disk_full'])
  assert.equal(receiver.uploads[0].state, 'failed')
  assert.deepEqual(filesIn(directory), [])
})

test('receiver: file names are what every file system takes, each another', () => {
  const names = new FileNames()
  for (const [sent, expected] of [
    ['photo.jpg', 'photo.jpg'],
    ['PHOTO.JPG', 'PHOTO-2.JPG'],
    ['photo.jpg', 'photo-3.jpg'],
    ['photo-3.jpg', 'photo-3-2.jpg'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\a\\b.txt', 'b.txt'],
    ['CON', '_CON_'],
    ['nul.txt', '_nul.txt_'],
    ['nul .txt', '_nul .txt_'],
    ['com1.log', '_com1.log_'],
    ['LPT².txt', '_LPT².txt_'],
    ['conin$', '_conin$_'],
    ['com.txt', 'com.txt'],
    ['straße', 'straße'],
    ['STRASSE', 'STRASSE-2'],
    ['ς', 'ς'],
    ['Σ', 'Σ-2'],
    ['upload.json', '_upload.json_'],
    ['a.part', '_a.part_'],
    ['a<b>:"|?*.txt', 'a_b______.txt'],
    ['trailing. . ', 'trailing'],
    ['', 'upload.bin'],
    ['...', 'upload-2.bin'],
    ['é', 'é'],
    ['e\u0301', 'e\u0301-2'],
    [`${'相'.repeat(100)}.tar.gz`, `${'相'.repeat(65)}.gz`],
    [`a.${'x'.repeat(300)}`, `a.${'x'.repeat(198)}`],
    [`${'x'.repeat(199)}. ${'x'.repeat(99)}`, 'x'.repeat(199)],
  ]) {
    assert.equal(names.next(sent), expected)
    assert.ok(Buffer.byteLength(expected) <= 210)
  }
})

test('receiver: its folder is made with the first file, and has a lock', async (context) => {
  const receiver = createReceiver()
  context.after(() => receiver.close())
  const { port } = await receiver.listen()
  await exchange(context, port, request(body(field('a', '1'))))
  assert.equal(fs.existsSync(receiver.directory), false)
  await exchange(context, port, request(body(file('f', 'x', '1'))))
  const root = path.dirname(receiver.directory)
  // The socket of Windows is no file.
  const lock = process.platform === 'win32' ? [] : ['lock']
  assert.deepEqual(fs.readdirSync(root).sort(), ['files', ...lock, 'owner.json'])
  assert.equal(JSON.parse(fs.readFileSync(path.join(root, 'owner.json'), 'utf8')).pid, process.pid)
  await receiver.close()
  assert.equal(fs.existsSync(root), false)
})

const PROGRAM = `
  const { createReceiver } = require('./lib/receiver/index.js')
  const receiver = createReceiver()
  receiver.listen().then(async ({ url }) => {
    const form = new FormData()
    form.append('f', new Blob(['data']), 'x')
    await fetch(url, { method: 'POST', body: form })
    tell(require('node:path').dirname(receiver.directory))
  })`

/** Makes a folder look as if it had been made some time ago. */
function age(/** @type {string} */ folder, minutes = 2) {
  const then = Date.now() / 1000 - 60 * minutes
  fs.utimesSync(folder, then, then)
}

test('receiver: the folder of a process that was killed is removed by the next one, and no other', async (context) => {
  const TMPDIR = temporaryFolder(context)
  const start = async () => {
    const child = spawn(process.execPath, ['-e', `const tell = console.log;${PROGRAM}`], {
      cwd: packageFolder,
      env: { ...process.env, TMPDIR, TEMP: TMPDIR },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    context.after(() => child.kill('SIGKILL'))
    const [folder] = await once(readline.createInterface({ input: child.stdout }), 'line')
    age(folder)
    return { child, folder }
  }
  const killed = await start()
  const alive = await start()
  killed.child.kill('SIGKILL')
  await once(killed.child, 'exit')
  const young = path.join(TMPDIR, 'uploadtask-receiver-young')
  const foreign = path.join(TMPDIR, 'uploadtask-receiver-foreign')
  const file = path.join(TMPDIR, 'uploadtask-receiver-file')
  const other = path.join(TMPDIR, 'something-else')
  for (const folder of [young, foreign, other]) fs.mkdirSync(folder)
  fs.writeFileSync(path.join(foreign, 'owner.json'), '{"pid":1,"boot":"another machine"}')
  fs.writeFileSync(file, '')
  for (const old of [foreign, other, file]) age(old)
  await sweep(TMPDIR)
  assert.equal(fs.existsSync(killed.folder), false)
  for (const kept of [alive.folder, young, foreign, other, file])
    assert.equal(fs.existsSync(kept), true, kept)
  age(foreign, 60 * 24 * 8)
  await sweep(TMPDIR)
  assert.equal(fs.existsSync(foreign), false)

  // A receiver does it when it is made, once for a thread.
  alive.child.kill('SIGKILL')
  await once(alive.child, 'exit')
  await start()
  while (fs.existsSync(alive.folder)) await new Promise((resolve) => setTimeout(resolve, 5))
})

test('receiver: the folder of a thread that has ended is removed, though its process goes on', async (context) => {
  const worker = new Worker(
    `const tell = (folder) => require('node:worker_threads').parentPort.postMessage(folder);${PROGRAM}`,
    { eval: true },
  )
  context.after(() => worker.terminate())
  const [folder] = await once(worker, 'message')
  age(folder)
  await sweep()
  assert.equal(fs.existsSync(folder), true)
  await worker.terminate()
  age(folder)
  await sweep()
  assert.equal(fs.existsSync(folder), false)
})

test('receiver: a folder without a lock goes by the process that made it', {
  skip: process.platform === 'win32' && 'the lock of Windows is no file that could be taken away',
}, async (context) => {
  const own = new OwnFolder()
  context.after(() => own.remove())
  await own.make()
  const root = path.dirname(own.path)
  const file = path.join(root, 'owner.json')
  const owner = JSON.parse(fs.readFileSync(file, 'utf8'))
  fs.renameSync(path.join(root, 'lock'), path.join(root, 'moved'))
  const isKept = async (/** @type {object} */ members) => {
    fs.writeFileSync(file, JSON.stringify({ ...owner, hasLock: false, ...members }))
    age(root)
    await sweep()
    return fs.existsSync(root)
  }
  assert.equal(await isKept({}), true)
  assert.equal(await isKept({ namespace: 'another container', pid: 2 ** 22 + 1 }), true)
  // Another process has its number by now.
  if (process.platform === 'linux') assert.equal(await isKept({ start: '1' }), false)
  else assert.equal(await isKept({ pid: 2 ** 22 + 1 }), false)
})

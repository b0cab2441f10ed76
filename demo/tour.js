'use strict'
// The tour: the same two files go through the upload APIs of all platforms to a receiver in this process, which
// hashes what it gets. Then one upload is aborted, and one is refused. The tour succeeds only if all of it was right.

const uploadtask = require('uploadtask')
const wx = require('uploadtask/wx')
const { open } = require('../lib/cli/open.js')
const { createReceiver } = require('../lib/receiver/index.js')
const checks = require('./checks.js')
const { dialects } = require('./dialects.js')
const { describePicture, temporaryFolder, writeBigFile } = require('./files.js')
const { paint, printCalls, say, section, size, startBars, table } = require('./report.js')
const { watch } = require('./watch.js')

/**
 * @typedef {import('../lib/receiver/index.js').Upload} Upload
 * @typedef {import('../lib/receiver/index.js').Receiver} Receiver
 * @typedef {{ receiver: Receiver, origin: string }} Server
 */

// The default of Vela is 20 s, that of mini-programs 60 s; a slow machine may need more for the big file.
const timeout = 120_000

/** What the receiver answers: its rules can say anything, from a 201 to a connection that breaks. @type {import('../lib/receiver/index.js').Rule[]} */
const rules = [
  {
    name: 'created',
    respond: {
      status: 201,
      headers: { 'Content-Type': 'application/json' },
      body: '{"bytes":{{files.0.size}},"sha256":"{{files.0.sha256}}"}',
    },
  },
]

/**
 * The next upload that ends at this path, in this state; undefined when none does in five seconds.
 *
 * @param {Receiver} receiver
 * @param {string} path
 * @param {'complete' | 'failed'} state
 * @returns {Promise<Upload | undefined>}
 */
async function arrival(receiver, path, state) {
  return receiver.next({ path }, { state }).catch(() => undefined)
}

/** The uploads that arrived whole. */
function wholeUploads(/** @type {Receiver} */ receiver) {
  return receiver.uploads.filter(({ state }) => state === 'complete')
}

/**
 * Uploads the files at the same time through one dialect.
 *
 * @param {import('./dialects.js').Dialect} dialect
 * @param {Server} server
 * @param {import('./files.js').DemoFile[]} files
 */
async function uploadThrough(dialect, { receiver, origin }, files) {
  section(dialect.name, dialect.code)
  say(...dialect.about, '')
  const bars = startBars(files)
  const uploads = files.map((file, index) => {
    const picture = file.name.endsWith('.png')
    const path = `${dialect.path}/${picture ? 'picture' : 'big'}`
    const { fileName, ...options } = dialect.options
    const named = picture && fileName ? { fileName } : {}
    const header = { 'X-Demo': dialect.name }
    return {
      who: `${dialect.name}, ${file.name}`,
      path,
      label: dialect.name,
      file,
      field: options.name,
      fileName: file.name,
      contentType: picture ? 'image/png' : 'application/octet-stream',
      fields: dialect.fields,
      calls: dialect.calls,
      ...named,
      watched: watch(
        dialect.uploadFile,
        { url: origin + path, filePath: file.path, header, timeout, ...options, ...named },
        (event) => bars.update(index, event),
        dialect.names,
      ),
    }
  })
  await Promise.all(uploads.map(({ watched }) => watched.ended)).finally(bars.stop)
  say('')
  for (const { file, watched } of uploads) printCalls(file.name, watched)

  for (const upload of uploads) {
    await arrival(receiver, upload.path, 'complete')
    checks.succeeded(upload, wholeUploads(receiver))
    if (dialect.sameResult) checks.sameResult(upload.who, upload.watched)
  }
}

/**
 * WeChat: an upload that is aborted on its way.
 *
 * @param {Server} server
 * @param {import('./files.js').DemoFile} file
 */
async function abortHalfWay({ receiver, origin }, file) {
  section('Aborted half-way', 'task.abort()')
  say('A progress listener aborts the upload at 40 %; the server sees the connection close.', '')
  const bars = startBars([file])
  const path = '/wechat/aborted'
  const watched = watch(
    wx.uploadFile,
    { url: origin + path, filePath: file.path, name: 'image', timeout },
    (event, task) => {
      bars.update(0, event)
      if (event.progress >= 40) task.abort()
    },
  )
  await watched.ended.finally(bars.stop)
  const seen = await arrival(receiver, path, 'failed')
  say('')
  printCalls(file.name, watched)
  if (seen) {
    say(
      paint('bold', 'server'),
      `  received ${size(seen.receivedBytes)} of ${size(seen.contentLength ?? 0)}, then the connection was closed`,
    )
  }

  const who = 'Aborted upload'
  checks.equal(
    `${who}: callbacks`,
    watched.calls.map(({ name }) => name),
    ['fail', 'complete'],
  )
  checks.equal(`${who}: argument of fail`, watched.calls[0]?.values[0], {
    errMsg: 'uploadFile:fail abort',
    errno: 600004,
  })
  checks.sameResult(who, watched)
  checks.increases(who, watched)
  checks.holds(`${who}: no progress event short of 100 %`, (watched.progress.at(-1)?.progress ?? 100) < 100)
  checks.equal(
    `${who}: progress events at 40 % or more`,
    watched.progress.filter((e) => e.progress >= 40).length,
    1,
  )
  checks.holds(
    `${who}: a progress event after fail`,
    watched.order.lastIndexOf('progress') < watched.order.indexOf('fail'),
  )
  checks.holds(
    `${who}: the server did not see it cut off`,
    seen !== undefined && seen.receivedBytes < file.bytes,
  )
  checks.holds(
    `${who}: the server lists it as whole`,
    !wholeUploads(receiver).some((one) => one.path === path),
  )
}

/**
 * Vela: a mistake in the arguments is reported before `uploadFile` returns, as on the watch.
 *
 * @param {Server} server
 */
async function refuseArguments({ receiver, origin }) {
  section('A wrong argument', "uploadtask.uploadFile({ filePath: 'internal://nowhere/picture.png', … })")
  say('Vela reports it before uploadFile returns, and sends nothing.', '')
  const before = receiver.uploads.length
  const watched = watch(uploadtask.uploadFile, {
    url: `${origin}/vela/refused`,
    filePath: 'internal://nowhere/picture.png',
    name: 'photo',
  })
  const callsAtReturn = watched.calls.length
  await watched.ended
  printCalls('', watched)

  const who = 'Wrong argument'
  checks.equal(`${who}: callbacks`, watched.calls, [
    { name: 'fail', values: ['invalid filename', 202] },
    { name: 'complete', values: [] },
  ])
  checks.equal(`${who}: callbacks before uploadFile returned`, callsAtReturn, 2)
  checks.equal(`${who}: requests`, receiver.uploads.length - before, 0)
}

/** @param {Receiver} receiver @param {import('./files.js').DemoFile[]} files */
function printReceived(receiver, files) {
  section('What the server received')
  say('')
  const rows = wholeUploads(receiver).map((upload) => {
    const [file] = upload.files
    const same = files.some(({ bytes, sha256 }) => bytes === file.size && sha256 === file.sha256)
    const fields = upload.fields.map(({ name, value }) => `${name}=${value}`)
    return [
      ...[upload.path, file.field, file.filename, file.size],
      `${file.sha256.slice(0, 12)}… ${same ? '✓ as the file' : '✗ NOT the file'}`,
      fields.join(', '),
    ]
  })
  table([['path', 'field', 'file name', 'bytes', 'SHA-256', 'form fields'], ...rows])
}

/** Says how it went; true when all was right. */
function printOutcome(/** @type {Upload[]} */ whole, /** @type {number} */ milliseconds) {
  say('')
  if (checks.problems.length > 0) {
    say(paint('red', `✗ ${checks.problems.length} of ${checks.count} checks failed:`))
    say(...checks.problems.map((problem) => `  ${problem}`), '')
    return false
  }
  const bytes = whole.reduce((sum, { files }) => sum + files[0].size, 0)
  const facts = `${whole.length} uploads, ${size(bytes)}, ${(milliseconds / 1000).toFixed(1)} s`
  say(paint('green', `✓ ${facts}; all ${checks.count} checks hold.`), '')
  return true
}

/** Keeps the receiver up until a signal ends the process. */
async function stayOpen(/** @type {string} */ inspector) {
  say(`See what arrived at  ${paint('cyan', inspector)}`, paint('dim', 'Press Ctrl-C to stop.'), '')
  if (process.stdout.isTTY) open(inspector)
  await new Promise(() => {})
}

/**
 * The tour.
 *
 * @param {{ open?: boolean }} [options] `open`: ends with the inspector, and stays up.
 * @returns {Promise<number>} The exit code.
 */
async function runTour(options = {}) {
  const started = Date.now()
  console.log('')
  say(
    paint('bold', 'uploadtask: seven upload APIs, one engine, real bytes'),
    'Code written for a watch or a mini-program runs here in Node.js, and what it uploads really arrives.',
    '',
  )
  const folder = temporaryFolder()
  const receiver = createReceiver({ rules })
  try {
    const { url, inspector } = await receiver.listen()
    const server = { receiver, origin: new URL(url).origin }
    const files = [describePicture(), await writeBigFile(folder)]
    say(`A receiver listens on ${server.origin}; it hashes each file as it arrives. It gets:`, '')
    table([['file', 'bytes', 'SHA-256'], ...files.map(({ name, bytes, sha256 }) => [name, bytes, sha256])])

    for (const dialect of dialects) await uploadThrough(dialect, server, files)
    await abortHalfWay(server, files[1])
    await refuseArguments(server)
    printReceived(receiver, files)
    const whole = wholeUploads(receiver)
    checks.equal('whole uploads in all', whole.length, dialects.length * files.length)
    checks.equal(
      'uploads that were cut off',
      receiver.uploads.filter(({ state }) => state === 'failed').length,
      1,
    )
    const isRight = printOutcome(whole, Date.now() - started)
    if (options.open) await stayOpen(inspector ?? url)
    return isRight ? 0 : 1
  } finally {
    await receiver.close()
    // Everything has ended, so the process must end by itself.
    const lingering = setTimeout(() => {
      console.error(`  ${paint('red', '✗ Something keeps the process alive.')}`)
      process.exit(1)
    }, 3000)
    lingering.unref()
  }
}

module.exports = { runTour }

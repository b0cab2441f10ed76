'use strict'
// The tour: the same two files go through the upload APIs of four platforms to a server in this very process,
// which hashes what it gets. Then one upload is aborted, and one is refused. Ends with 0 only if all of it was right.

const quickapp = require('uploadtask/quickapp')
const taro = require('uploadtask/taro')
const uploadtask = require('uploadtask')
const wx = require('uploadtask/wx')
const checks = require('./checks.js')
const { describePicture, temporaryFolder, writeBigFile } = require('./files.js')
const { startReceiver } = require('./receiver.js')
const { paint, printCalls, say, section, size, startBars, table } = require('./report.js')
const { watch } = require('./watch.js')

/**
 * @typedef {Awaited<ReturnType<typeof startReceiver>>} Receiver
 *
 * @typedef {object} Dialect
 * @property {string} name
 * @property {string} code What a caller writes.
 * @property {string[]} about
 * @property {string} path Where its uploads go.
 * @property {(options: any) => any} uploadFile
 * @property {{ name: string, fileName?: string, formData?: object, data?: object }} options
 * @property {Record<string, string>} fields What the form fields arrive as.
 * @property {string[]} calls What is called back, in this order.
 */

// The default of Vela is 20 s, that of WeChat and Taro 60 s; a slow machine may need more for 200 MB.
const timeout = 120_000

/** @type {Dialect[]} */
const dialects = [
  {
    name: 'Xiaomi Vela',
    code: 'uploadtask.uploadFile(options)',
    about: [
      'success gets { statusCode, data, headers }, complete gets nothing; there is no promise.',
      'Numbers in formData arrive as text.',
    ],
    path: '/vela',
    uploadFile: uploadtask.uploadFile,
    options: { name: 'photo', formData: { place: 'Lugu Lake', steps: 12840 } },
    fields: { place: 'Lugu Lake', steps: '12840' },
    calls: ['success', 'complete'],
  },
  {
    name: 'Quick App',
    code: 'uploadtask.uploadFile(options)',
    about: ['As Vela, but the task hears of the headers, and complete gets the result. data may be a list.'],
    path: '/quickapp',
    uploadFile: quickapp.uploadFile,
    options: { name: 'picture', data: [{ name: 'place', value: '泸沽湖' }] },
    fields: { place: '泸沽湖' },
    calls: ['headersReceived', 'success', 'complete'],
  },
  {
    name: 'WeChat',
    code: 'wx.uploadFile(options)',
    about: [
      'The result has errMsg and cookies, complete gets it too, and the task hears of the headers first.',
    ],
    path: '/wechat',
    uploadFile: wx.uploadFile,
    options: { name: 'image', formData: { album: 'Sunsets', shared: true } },
    fields: { album: 'Sunsets', shared: 'true' },
    calls: ['headersReceived', 'success', 'complete'],
  },
  {
    name: 'Taro',
    code: 'const result = await Taro.uploadFile(options)',
    about: ['As WeChat, but the task is a promise as well, and fileName may rename the file on the way.'],
    path: '/taro',
    uploadFile: taro.uploadFile,
    options: { name: 'file', fileName: '日落.png', formData: { 标题: '泸沽湖的日落' } },
    fields: { 标题: '泸沽湖的日落' },
    calls: ['headersReceived', 'success', 'complete', 'resolved'],
  },
]

/**
 * Uploads the files at the same time through one dialect.
 *
 * @param {Dialect} dialect
 * @param {Receiver} receiver
 * @param {import('./files.js').DemoFile[]} files
 */
async function uploadThrough(dialect, receiver, files) {
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
        { url: receiver.origin + path, filePath: file.path, header, timeout, ...options, ...named },
        (event) => bars.update(index, event),
      ),
    }
  })
  await Promise.all(uploads.map(({ watched }) => watched.ended)).finally(bars.stop)
  say('')
  for (const { file, watched } of uploads) printCalls(file.name, watched)

  for (const upload of uploads) {
    checks.succeeded(upload, receiver.whole)
    if (dialect.uploadFile !== uploadtask.uploadFile) checks.sameResult(upload.who, upload.watched)
  }
  return uploads
}

/**
 * WeChat: an upload that is aborted on its way.
 *
 * @param {Receiver} receiver
 * @param {import('./files.js').DemoFile} file
 */
async function abortHalfWay(receiver, file) {
  section('Aborted half-way', 'task.abort()')
  say('A listener of the progress aborts the upload at 40 %; the server sees the connection break off.', '')
  const bars = startBars([file])
  const path = '/wechat/aborted'
  const watched = watch(
    wx.uploadFile,
    { url: receiver.origin + path, filePath: file.path, name: 'image', timeout },
    (event, task) => {
      bars.update(0, event)
      if (event.progress >= 40) task.abort()
    },
  )
  await watched.ended.finally(bars.stop)
  await receiver.waitForCutOff().catch(() => {})
  say('')
  printCalls(file.name, watched)
  const seen = receiver.cutOff.find((one) => one.path === path)
  if (seen) {
    say(
      paint('bold', 'server'),
      `  received ${size(seen.bytes)} of ${size(seen.contentLength)}, then the connection was closed`,
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
  checks.holds(`${who}: the server did not see it cut off`, seen !== undefined && seen.bytes < file.bytes)
  checks.holds(`${who}: the server lists it as whole`, !receiver.whole.some((one) => one.path === path))
}

/**
 * Vela: a mistake in the arguments is told before `uploadFile` returns, as on the watch.
 *
 * @param {Receiver} receiver
 */
async function refuseArguments(receiver) {
  section('A wrong argument', "uploadtask.uploadFile({ filePath: 'internal://nowhere/picture.png', … })")
  say('Vela tells it before uploadFile returns, and sends nothing.', '')
  const before = receiver.requests
  const watched = watch(uploadtask.uploadFile, {
    url: `${receiver.origin}/vela/refused`,
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
  checks.equal(`${who}: requests`, receiver.requests - before, 0)
}

/** @param {Receiver} receiver @param {import('./files.js').DemoFile[]} files */
function printReceived(receiver, files) {
  section('What the server received')
  say('')
  const rows = receiver.whole.map((one) => {
    const same = files.some(({ bytes, sha256 }) => bytes === one.bytes && sha256 === one.sha256)
    const fields = Object.entries(one.fields).map(([name, value]) => `${name}=${value}`)
    return [
      ...[one.path, one.field, one.fileName, one.bytes],
      `${one.sha256.slice(0, 12)}… ${same ? '✓ as the file' : '✗ NOT the file'}`,
      fields.join(', '),
    ]
  })
  table([['path', 'field', 'file name', 'bytes', 'SHA-256', 'form fields'], ...rows])
}

async function main() {
  const started = Date.now()
  console.log('')
  say(
    paint('bold', 'uploadtask: four upload APIs, one engine, real bytes'),
    'Code written for a watch or a mini-program runs here in Node.js, and what it uploads really arrives.',
    '',
  )
  const receiver = await startReceiver()
  try {
    const files = [describePicture(), await writeBigFile(temporaryFolder())]
    say(
      `A server listens on ${receiver.origin}; it hashes each file on the way in and keeps none. It gets:`,
      '',
    )
    table([['file', 'bytes', 'SHA-256'], ...files.map(({ name, bytes, sha256 }) => [name, bytes, sha256])])

    for (const dialect of dialects) await uploadThrough(dialect, receiver, files)
    await abortHalfWay(receiver, files[1])
    await refuseArguments(receiver)
    printReceived(receiver, files)
    checks.equal('whole uploads in all', receiver.whole.length, dialects.length * files.length)
    checks.equal('uploads that were cut off', receiver.cutOff.length, 1)
  } finally {
    receiver.close()
  }

  say('')
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  if (checks.problems.length === 0) {
    const bytes = receiver.whole.reduce((sum, one) => sum + one.bytes, 0)
    say(
      paint(
        'green',
        `✓ ${receiver.whole.length} uploads, ${size(bytes)}, ${seconds} s; all ${checks.count} checks hold.`,
      ),
    )
  } else {
    say(paint('red', `✗ ${checks.problems.length} of ${checks.count} checks failed:`))
    say(...checks.problems.map((problem) => `  ${problem}`))
    process.exitCode = 1
  }
  say('')
}

main()
  .catch((error) => {
    console.error(`\n  ${paint('red', '✗ The demo broke off:')}`, error)
    process.exitCode = 1
  })
  .finally(() => {
    // Everything has ended, so the process must end by itself.
    const lingering = setTimeout(() => {
      console.error(`  ${paint('red', '✗ Something keeps the process alive.')}`)
      process.exit(1)
    }, 3000)
    lingering.unref()
  })

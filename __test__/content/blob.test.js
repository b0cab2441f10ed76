'use strict'
// Blobs on their way: docs/contract/content.md.

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const { once } = require('node:events')
const fs = require('node:fs')
const { test } = require('node:test')
const { Worker } = require('node:worker_threads')

const { outcome, record } = require('../support/calls')
const { startCountingServer } = require('../support/counting-server')
const { temporaryFile } = require('../support/files')
const { answer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

const { taro, uni } = /** @type {any} */ (require('uploadtask'))

const SLICE = 1024 * 1024
const name = 'file'

/** A Blob that the test reads for. */
class TestBlob {
  type = ''
  /** Where the slices began that were read. @type {number[]} */
  offsets = []

  /**
   * @param {number} size
   * @param {(start: number, end: number) => ArrayBuffer | Promise<ArrayBuffer>} [read] Default: zeros.
   */
  constructor(size, read = (start, end) => new ArrayBuffer(end - start)) {
    this.size = size
    this.read = read
  }

  async arrayBuffer() {
    throw new Error('the whole of it is too much')
  }

  slice(/** @type {number} */ start, /** @type {number} */ end) {
    return {
      arrayBuffer: async () => {
        this.offsets.push(start)
        return this.read(start, end)
      },
    }
  }
}

/** The offsets of all slices of this size. */
const offsetsOf = (/** @type {number} */ size) =>
  Array.from({ length: Math.ceil(size / SLICE) }, (_, index) => index * SLICE)

test('C4 a Blob is read in slices of 1 MiB, in order, one at a time, and progress tells the truth', async (context) => {
  const server = await startCountingServer(context)
  const content = Buffer.alloc(5 * SLICE + 12345, 'some bytes')
  let reading = 0
  const blob = new TestBlob(content.length, async (start, end) => {
    reading += 1
    assert.equal(reading, 1)
    await new Promise(setImmediate)
    reading -= 1
    return new Uint8Array(content.subarray(start, end)).buffer
  })
  const { task, calls, done } = record(taro.uploadFile, { url: server.url, name, filePath: blob })
  /** @type {any[]} */
  const progress = []
  task.onProgressUpdate((/** @type {any} */ event) => progress.push(event))
  await done
  assert.equal(calls[0][0], 'success')
  assert.deepEqual(blob.offsets, offsetsOf(content.length))
  const [request] = server.requests
  assert.equal(request.received, request.contentLength)
  assert.equal(request.surplus, 0)
  assert.ok(request.contentLength > content.length && request.contentLength < content.length + 1000)
  assert.deepEqual(progress.at(-1), {
    progress: 100,
    totalBytesSent: request.contentLength,
    totalBytesExpectedToSend: request.contentLength,
  })
})

test('C4 what arrives is what a Blob of a file holds, at every size around a slice', async (context) => {
  const receiver = await startReceiver(context)
  for (const size of [1, SLICE - 1, SLICE, SLICE + 1, 3 * SLICE]) {
    const content = Buffer.alloc(size, 'not all the same')
    const filePath = await fs.openAsBlob(temporaryFile(context, 'a.bin', content))
    await taro.uploadFile({ url: receiver.url, name, filePath })
    const [file] = receiver.uploads.at(-1)?.files ?? []
    const sha256 = createHash('sha256').update(content).digest('hex')
    assert.deepEqual([file.size, file.sha256], [size, sha256])
  }
})

test('C4 of many Blobs, only some are kept in memory from the start', async (context) => {
  const receiver = await startReceiver(context)
  const blobs = Array.from({ length: 6 }, () => new TestBlob(SLICE + 1))
  const files = blobs.map((file) => ({ file }))
  const { name: callback } = await outcome(uni.uploadFile, { url: receiver.url, files })
  assert.equal(callback, 'success')
  assert.deepEqual(
    receiver.uploads[0].files.map(({ size }) => size),
    Array(6).fill(SLICE + 1),
  )
  assert.deepEqual(
    blobs.map(({ offsets }) => offsets),
    [...Array(4).fill([0, SLICE]), ...Array(2).fill([0, 0, SLICE])],
  )
})

test('M13 C1 a thousand Blobs arrive, and no more are looked at', async (context) => {
  const receiver = await startReceiver(context)
  const file = new Blob(['a'])
  await uni.uploadFile({ url: receiver.url, files: Array(1000).fill({ file }) })
  assert.equal(receiver.uploads[0].files.length, 1000)
  const { values } = await outcome(uni.uploadFile, { url: receiver.url, files: Array(1001).fill({ file }) })
  const problem = 'parameter.files should hold at most 1000 files instead of 1001;'
  assert.deepEqual(values, [{ errMsg: `uploadFile:fail parameter error: ${problem}`, errno: 1001 }])
})

test('C4 a server that reads nothing holds the reading back', async (context) => {
  const server = await startCountingServer(context, { pauseAfter: 1 })
  const blob = new TestBlob(64 * SLICE)
  const options = { url: server.url, name, filePath: blob, timeout: 1000 }
  assert.equal((await outcome(taro.uploadFile, options)).values[0].errno, 5)
  // What the kernel keeps for the peer, and two slices.
  assert.ok(blob.offsets.length < 32, `${blob.offsets.length} slices were read`)
})

test('C4 an abort ends the reading', async (context) => {
  const server = await startCountingServer(context)
  /** @type {any} */
  let task
  const blob = new TestBlob(64 * SLICE, (start, end) => {
    if (start === 3 * SLICE) task.abort()
    return new ArrayBuffer(end - start)
  })
  const upload = record(taro.uploadFile, { url: server.url, name, filePath: blob })
  task = upload.task
  const [[callback, error]] = await upload.done
  assert.deepEqual([callback, error.errno], ['fail', 600004])
  const request = await server.request(0)
  await request.closed
  assert.deepEqual(blob.offsets, offsetsOf(4 * SLICE))
})

test('C4 a Blob that never answers: the time limit holds', async (context) => {
  const server = await startCountingServer(context)
  for (const never of [0, SLICE]) {
    const read = (/** @type {number} */ start, /** @type {number} */ end) =>
      start === never ? new Promise(() => {}) : new ArrayBuffer(end - start)
    const filePath = new TestBlob(2 * SLICE, /** @type {any} */ (read))
    const { values } = await outcome(taro.uploadFile, { url: server.url, name, filePath, timeout: 100 })
    assert.deepEqual(values, [{ errMsg: 'uploadFile:fail timeout', errno: 5 }])
  }
})

test('C4 a worker that is terminated while its Blob is read takes nothing with it', async (context) => {
  const server = await startCountingServer(context)
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads')
     let slices = 0
     const filePath = {
       size: 64 * 1024 * 1024, type: '', arrayBuffer() {},
       slice: (start, end) => ({
         arrayBuffer() {
           slices += 1
           if (slices === 4) parentPort.postMessage('reading')
           return slices < 4 ? new ArrayBuffer(end - start) : new Promise(() => {})
         },
       }),
     }
     require('uploadtask').taro.uploadFile({ url: workerData, name: 'file', filePath })`,
    { eval: true, workerData: server.url },
  )
  await once(worker, 'message')
  await worker.terminate()
  const [request] = server.requests
  await request.closed
  assert.ok(request.received < request.contentLength)
  const { statusCode } = await taro.uploadFile({ url: server.url, name, filePath: new Blob(['a']) })
  assert.equal(statusCode, 200)
})

for (const status of [307, 308]) {
  test(`C5 ${status}: a Blob is sent again from its start, bytes too`, async (context) => {
    const server = await startCountingServer(context, {
      onWhole: ({ socket, requestLine }) =>
        socket.end(requestLine.includes('/upload ') ? answer(status, { Location: '/new' }) : answer(200)),
    })
    const content = Buffer.alloc(3 * SLICE + 1, 'again and again')
    const blob = new TestBlob(
      content.length,
      (start, end) => new Uint8Array(content.subarray(start, end)).buffer,
    )
    for (const filePath of [blob, content]) {
      const { values } = await outcome(taro.uploadFile, { url: server.url, name, filePath })
      assert.equal(values[0].statusCode, 200)
    }
    assert.equal(server.requests.length, 4)
    const [first] = server.requests
    for (const request of server.requests) {
      assert.deepEqual([request.received, request.surplus], [first.contentLength, 0])
    }
    // The first slice is kept.
    const offsets = offsetsOf(content.length)
    assert.deepEqual(blob.offsets, [...offsets, ...offsets.slice(1)])
  })
}

test('C5 a redirect amid the body: the old reading ends, the new one is whole', async (context) => {
  const server = await startCountingServer(context, {
    onHead: ({ socket, requestLine }) => {
      if (requestLine.includes('/upload ')) socket.write(answer(307, { Location: '/new' }))
    },
    onWhole: ({ socket }) => socket.end(answer(200)),
  })
  const blob = new TestBlob(32 * SLICE)
  const { values } = await outcome(taro.uploadFile, { url: server.url, name, filePath: blob })
  assert.equal(values[0].statusCode, 200)
  const last = await server.request(1)
  assert.equal(last.received, last.contentLength)
})

test('C8 2 GiB of a Blob arrive; a byte more, of a Blob or of bytes, is refused', async (context) => {
  const server = await startCountingServer(context, { withHash: false })
  const zeros = new ArrayBuffer(SLICE)
  const most = 2 ** 31
  const { values } = await outcome(taro.uploadFile, {
    ...{ url: server.url, name, timeout: 300_000 },
    filePath: new TestBlob(most, () => zeros),
  })
  assert.equal(values[0].statusCode, 200, JSON.stringify(values))
  const [{ received, contentLength }] = server.requests
  assert.ok(received === contentLength && received > most)

  for (const filePath of [new TestBlob(most + 1), new Uint8Array(most + 1)]) {
    const { values: refused } = await outcome(taro.uploadFile, { url: server.url, name, filePath })
    const sentence =
      'the content of a file has 2147483649 bytes; at most 2147483648 can be sent: write it to disk, and give its path'
    assert.deepEqual(refused, [{ errMsg: `uploadFile:fail ${sentence}`, errno: 1001 }])
  }
  assert.equal(server.requests.length, 1)
})

test('C9 a Blob of a file that is gone: nothing is sent', async (context) => {
  const receiver = await startReceiver(context)
  const file = temporaryFile(context)
  const filePath = await fs.openAsBlob(file)
  fs.rmSync(file)
  for (const more of [{ filePath }, { files: [{ uri: Buffer.from('a') }, { file: filePath }] }]) {
    const { values } = await outcome(uni.uploadFile, { url: receiver.url, name, ...more })
    const [{ errMsg, errno }] = values
    assert.match(errMsg, /^uploadFile:fail createUploadTask:fail cannot read the Blob: ./)
    assert.equal(errno, 1300013)
  }
  assert.equal(receiver.connections, 0)
})

for (const [what, read, problem] of /** @type {Array<[string, (length: number) => any, string]>} */ ([
  ['throws', () => Promise.reject(new Error('it broke')), 'it broke'],
  ['throws what is no error', () => Promise.reject('no error'), 'no error'],
  [
    'gives less',
    (length) => new ArrayBuffer(length - 1),
    `it gave ${SLICE - 1} bytes where it should have ${SLICE}`,
  ],
  [
    'gives more',
    (length) => new ArrayBuffer(length + 1),
    `it gave ${SLICE + 1} bytes where it should have ${SLICE}`,
  ],
  ['gives nothing', () => new ArrayBuffer(0), `it gave 0 bytes where it should have ${SLICE}`],
  ['gives text', () => 'a', 'its content is not an ArrayBuffer'],
])) {
  test(`C9 a Blob that ${what}, at its first slice: no connection is made`, async (context) => {
    const receiver = await startReceiver(context)
    const filePath = new TestBlob(2 * SLICE, (start, end) => read(end - start))
    const { values } = await outcome(taro.uploadFile, { url: receiver.url, name, filePath })
    const errMsg = `uploadFile:fail createUploadTask:fail cannot read the Blob: ${problem}`
    assert.deepEqual(values, [{ errMsg, errno: 1300013 }])
    assert.equal(receiver.connections, 0)
  })

  test(`C9 a Blob that ${what}, later: no server takes half of it for the whole`, async (context) => {
    const receiver = await startReceiver(context)
    const broken = once(receiver.events, 'broken')
    const filePath = new TestBlob(8 * SLICE, (start, end) =>
      start === 6 * SLICE ? read(end - start) : new ArrayBuffer(end - start),
    )
    const { values } = await outcome(taro.uploadFile, { url: receiver.url, name, filePath })
    const errMsg = `uploadFile:fail cannot read the Blob any more: ${problem}`
    assert.deepEqual(values, [{ errMsg, errno: 600010 }])
    await broken
    assert.equal(receiver.uploads.length, 0)
  })
}

/** A Blob without `arrayBuffer`. */
class OldBlob {
  type = ''
  #content
  constructor(/** @type {Buffer} */ content) {
    this.#content = content
  }
  get size() {
    return this.#content.length
  }
  slice(/** @type {number} */ start, /** @type {number} */ end) {
    return new /** @type {any} */ (this.constructor)(this.#content.subarray(start, end))
  }
  get content() {
    return new Uint8Array(this.#content)
  }
}

class StreamedBlob extends OldBlob {
  stream() {
    return new Blob([this.content]).stream()
  }
}

const content = Buffer.alloc(SLICE + 5, 'of another realm')
const sha256 = createHash('sha256').update(content).digest('hex')

test('C10 a Blob with a stream alone', async (context) => {
  const receiver = await startReceiver(context)
  await taro.uploadFile({ url: receiver.url, name, filePath: new StreamedBlob(content) })
  assert.equal(receiver.uploads[0].files[0].sha256, sha256)
})

test('C10 a Blob whose stream gives more or less than its size', async () => {
  for (const [given, count] of [
    [3, '3'],
    [5, '5'],
  ]) {
    class Wrong extends OldBlob {
      stream() {
        return new Blob([new Uint8Array(/** @type {number} */ (given))]).stream()
      }
    }
    const filePath = new Wrong(Buffer.alloc(4))
    const { values } = await outcome(taro.uploadFile, { url: 'http://127.0.0.1:1/', name, filePath })
    assert.match(values[0].errMsg, new RegExp(`it gave ${count} bytes where it should have 4$`))
  }
})

test('C10 a Blob for a FileReader, and where there is none', async (context) => {
  const receiver = await startReceiver(context)
  const filePath = new OldBlob(content)
  const { values } = await outcome(taro.uploadFile, { url: receiver.url, name, filePath })
  const errMsg =
    'uploadFile:fail the Blob cannot be read: it has neither arrayBuffer nor stream, and there is no global FileReader; give a Blob of Node.js, or the bytes'
  assert.deepEqual(values, [{ errMsg, errno: 1001 }])

  const world = /** @type {any} */ (globalThis)
  context.after(() => delete world.FileReader)
  world.FileReader = function FileReader() {}
  const { prototype } = world.FileReader
  prototype.readAsArrayBuffer = function read(/** @type {OldBlob} */ blob) {
    this.result = blob.content.buffer
    this.onload()
  }
  await taro.uploadFile({ url: receiver.url, name, filePath })
  assert.equal(receiver.uploads[0].files[0].sha256, sha256)

  prototype.readAsArrayBuffer = function fail() {
    this.error = new Error('of another window')
    this.onerror()
  }
  const failed = await outcome(taro.uploadFile, { url: receiver.url, name, filePath })
  assert.match(failed.values[0].errMsg, /cannot read the Blob: of another window$/)
})

test('C10 a size that is none', async () => {
  for (const size of [-1, 0.5, Number.NaN, 2 ** 60]) {
    const filePath = new TestBlob(size)
    const { values } = await outcome(taro.uploadFile, { url: 'http://127.0.0.1:1/', name, filePath })
    assert.deepEqual(values, [
      { errMsg: `uploadFile:fail the Blob cannot be read: its size is ${size}`, errno: 1001 },
    ])
  }
})

'use strict'

const assert = require('node:assert/strict')
const { createHash, randomBytes } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const test = require('node:test')
const { Digest } = require('../../lib/receiver/digest')
const { temporaryFile, temporaryFolder } = require('../support/files')

const LARGE = 9 * 1024 * 1024

function sha256(/** @type {Buffer} */ bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Digests a file that is there already, as if it were being written in these steps. */
function digestOf(/** @type {string} */ file, /** @type {Buffer} */ content, step = 1_000_000) {
  const digest = new Digest(file)
  for (let at = 0; at < content.length; at += step) {
    digest.update(content.subarray(at, at + step))
    digest.written(Math.min(at + step, content.length))
  }
  return digest
}

test('receiver: the digest of a file is right at every size around the limit', async (context) => {
  for (const size of [0, 1, 8 * 1024 * 1024 - 1, 8 * 1024 * 1024, 8 * 1024 * 1024 + 1, LARGE]) {
    const content = randomBytes(size)
    const file = temporaryFile(context, 'file', content)
    assert.equal(await digestOf(file, content).finish(), sha256(content), String(size))
  }
})

test('receiver: digests of many large files at once do not mix', async (context) => {
  const contents = Array.from({ length: 4 }, () => randomBytes(LARGE))
  const digests = contents.map((content) => digestOf(temporaryFile(context, 'file', content), content))
  digests[1].cancel()
  const finished = await Promise.all([0, 2, 3].map((index) => digests[index].finish()))
  assert.deepEqual(
    finished,
    [0, 2, 3].map((index) => sha256(contents[index])),
  )
})

test('receiver: a digest that the thread could not make is made without it', async (context) => {
  const content = randomBytes(LARGE)
  const file = path.join(temporaryFolder(context), 'not-yet')
  const digest = digestOf(file, content)
  // The thread takes its work in order: when this is done, it has failed with the other.
  await digestOf(temporaryFile(context, 'file', content), content).finish()
  fs.writeFileSync(file, content)
  assert.equal(await digest.finish(), sha256(content))
})

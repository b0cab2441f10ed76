'use strict'
// The two files of the demo: a picture that is beside this script, and a big one that is generated.

const { createCipheriv, createHash } = require('node:crypto')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')

// Large enough to be aborted half-way, small enough for a tour of seconds on a slow disk: the receiver keeps all that
// it gets until the tour is over, seven times this.
const BIG_FILE_BYTES = 32_000_000
const CHUNK_BYTES = 1_000_000

/** @typedef {{ name: string, path: string, bytes: number, sha256: string }} DemoFile */

/** @returns {DemoFile} */
function describePicture() {
  const file = path.join(__dirname, 'picture.png')
  const content = fs.readFileSync(file)
  return {
    name: path.basename(file),
    path: file,
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  }
}

/** A temporary folder that is removed when the process ends, however it ends. */
function temporaryFolder() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'uploadtask-demo-'))
  process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }))
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => process.exit(128 + os.constants.signals[signal]))
  }
  return folder
}

/**
 * Writes the big file: the same pseudo-random bytes each time, never more than a chunk of them in memory.
 *
 * @param {string} folder
 * @returns {Promise<DemoFile>}
 */
async function writeBigFile(folder) {
  const file = path.join(folder, '32-megabytes.bin')
  // A stream cipher over zeros is a fast source of bytes that do not compress.
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 'uploadtask'), Buffer.alloc(16))
  const zeros = Buffer.alloc(CHUNK_BYTES)
  const hash = createHash('sha256')
  const handle = await fs.promises.open(file, 'wx')
  try {
    for (let written = 0; written < BIG_FILE_BYTES; written += CHUNK_BYTES) {
      const chunk = cipher.update(zeros)
      hash.update(chunk)
      await handle.writeFile(chunk)
    }
  } finally {
    await handle.close()
  }
  return { name: path.basename(file), path: file, bytes: BIG_FILE_BYTES, sha256: hash.digest('hex') }
}

module.exports = { describePicture, temporaryFolder, writeBigFile }

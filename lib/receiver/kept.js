'use strict'
// Uploads that are kept: each in a folder `<time>-<id>`, with its files under their names, and `upload.json`.

const { rmSync } = require('node:fs')
const fs = require('node:fs/promises')
const path = require('node:path')
const v = require('valibot')
const { PARTIAL } = require('./file-writer.js')
const { jsonPieces } = require('./json.js')
const { ReceivedFile } = require('./received-file.js')
const { Upload } = require('./received-upload.js')

const RECORD = 'upload.json'
const FOLDER = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z-[0-9a-f]{16}$/

/** What `saveRecord` writes, and a person may have changed since. */
const recordSchema = v.looseObject({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  state: v.literal('complete'),
  method: v.string(),
  url: v.string(),
  path: v.string(),
  httpVersion: v.string(),
  remoteAddress: v.string(),
  headers: v.record(v.string(), v.any()),
  rawHeaders: v.array(v.tuple([v.string(), v.string()])),
  startedAt: v.number(),
  endedAt: v.number(),
  receivedBytes: v.number(),
  contentLength: v.optional(v.number()),
  head: v.string(),
  replayOf: v.optional(v.string()),
  fields: v.array(v.object({ name: v.string(), value: v.string() })),
  files: v.array(
    v.object({
      index: v.number(),
      part: v.number(),
      field: v.string(),
      filename: v.string(),
      contentType: v.string(),
      size: v.number(),
      sha256: v.string(),
      state: v.literal('complete'),
      // Nothing that leads out of the folder.
      file: v.pipe(v.string(), v.regex(/^[^/\\]+$/), v.notValue('..'), v.notValue('.')),
    }),
  ),
  response: v.optional(v.looseObject({ status: v.number(), headers: v.record(v.string(), v.any()) })),
})

/** What an upload's folder is called: no name of the sender's is in it. */
function folderName(/** @type {Pick<Upload, 'startedAt' | 'id'>} */ { startedAt, id }) {
  return `${new Date(startedAt).toISOString().replace(/[:.]/g, '-')}-${id}`
}

/**
 * Writes what is known of an upload, beside its files.
 *
 * @param {string} folder
 * @param {Upload} upload
 * @param {object} [members] What is going to be known of it.
 */
async function saveRecord(folder, upload, members = {}) {
  const files = upload.files.map((file) => ({ ...file, file: path.basename(file.file) }))
  const { bytesPerSecond: _, ...json } = upload.toJSON()
  const record = path.join(folder, RECORD)
  await fs.mkdir(folder, { recursive: true })
  await fs.writeFile(record + PARTIAL, jsonPieces({ ...json, ...members, files }), { mode: 0o600 })
  await fs.rename(record + PARTIAL, record)
}

/** Takes away a record that is being written; the one before it stays. */
function removePartial(/** @type {string} */ folder) {
  rmSync(path.join(folder, RECORD + PARTIAL), { force: true })
}

/** The upload in a folder, and how large its record is; undefined when it has none that can be read. */
async function readRecord(/** @type {string} */ directory, /** @type {string} */ name) {
  try {
    const text = await fs.readFile(path.join(directory, name, RECORD), 'utf8')
    const { bytesPerSecond: _, ...record } = v.parse(recordSchema, JSON.parse(text))
    if (folderName(record) !== name) return undefined
    const files = record.files.map(
      (file) => new ReceivedFile({ ...file, file: path.join(directory, name, file.file) }),
    )
    /** @type {Upload} */
    const upload = Object.assign(Object.create(Upload.prototype), record, { files })
    return { upload, memory: text.length, disk: files.reduce((sum, { size }) => sum + size, 0) }
  } catch {
    return undefined
  }
}

/** The folders of uploads, the newest first. */
async function listFolders(/** @type {string} */ directory) {
  const names = await fs.readdir(directory).catch(() => [])
  return names
    .filter((name) => FOLDER.test(name))
    .sort()
    .reverse()
}

module.exports = { folderName, listFolders, readRecord, removePartial, saveRecord }

'use strict'
// One upload or several as one file, over HTTP: their files in a zip, or what is known of them as an HTTP archive.

const path = require('node:path')
const { Readable } = require('node:stream')
const { pipeline } = require('node:stream/promises')
const { Failure } = require('../../failure.js')
const { folderName } = require('../../kept.js')
const { attachment } = require('../attachment.js')
const { requireMethod } = require('../guard.js')
const { sendJson } = require('../reply.js')
const { harOf } = require('./har.js')
const { planZip } = require('./zip.js')

/** @typedef {import('../reply.js').Call} Call */
/** @typedef {import('../../index.js').Upload} Upload */

/** How many uploads can be asked for by their ids: more would not fit into the head of a request. */
const MAX_IDS = 500
/** How many of the newest uploads are in an HTTP archive. */
const MAX_ENTRIES = 1000

/** Uploads that a call names, those that have ended without any; the oldest first. */
function chosen(
  /** @type {Upload[]} */ uploads,
  /** @type {URLSearchParams} */ query,
  /** @type {(id: string) => Upload} */ find,
) {
  const ids = query.getAll('id')
  if (ids.length === 0) return uploads.filter(({ state }) => state !== 'receiving')
  if (ids.length > MAX_IDS) {
    const message = `"id" can be given ${MAX_IDS} times.`
    throw new Failure(400, 'bad_parameter', message, { name: 'id', max: MAX_IDS })
  }
  return [...new Set(ids)].map(find)
}

/** Answers with the files of uploads; those of several have a folder each, called as on the disk. */
async function serveZip(/** @type {Call} */ { request, response }, /** @type {Upload[]} */ uploads) {
  requireMethod(request, response, 'GET', 'HEAD')
  const [first] = uploads
  const isOne = uploads.length === 1
  const entries = uploads.flatMap((upload) =>
    upload.files
      .filter(({ state }) => state === 'complete')
      .map((file) => {
        const base = path.basename(file.file)
        return { name: isOne ? base : `${folderName(upload)}/${base}`, file, time: upload.startedAt }
      }),
  )
  if (entries.length === 0) {
    throw new Failure(404, 'not_found', 'There are no whole files in it to put into a zip.', { what: 'file' })
  }
  const { length, write } = await planZip(entries)
  response.setHeader('Content-Type', 'application/octet-stream')
  response.setHeader('Content-Disposition', attachment(isOne ? `${folderName(first)}.zip` : 'uploads.zip'))
  response.setHeader('Content-Length', length)
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  try {
    await pipeline(Readable.from(write(), { objectMode: false }), response)
  } catch (error) {
    // A reader that goes away in the middle is no fault of the receiver.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}

/** Answers with what is known of uploads. */
async function serveHar(
  /** @type {Call} */ { request, response },
  /** @type {Upload[]} */ uploads,
  /** @type {import('../../traces.js').Traces} */ traces,
) {
  requireMethod(request, response, 'GET', 'HEAD')
  const [first] = uploads
  const archive = await harOf(uploads.slice(-MAX_ENTRIES), (upload) => traces.of(upload))
  const name = uploads.length === 1 ? folderName(first) : 'uploads'
  response.setHeader('Content-Disposition', attachment(`${name}.har`))
  await sendJson(response, archive)
}

module.exports = { chosen, serveHar, serveZip }

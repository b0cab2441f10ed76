'use strict'
// Serves bytes that a stranger has sent, never in a way that lets them run: as a download, as a picture, audio or
// video if they are such, as text, as a hex dump.

const { pipeline } = require('node:stream/promises')
const { setImmediate } = require('node:timers/promises')
const { attachment } = require('./attachment.js')
const { exifOf, EXIF_BYTES } = require('./exif.js')
const { rangeOf } = require('./range.js')
const { SAMPLE_BYTES, pictureType, textCharset, decodeText, hexDump } = require('./kind.js')
const { mediaType } = require('./media.js')
const { numberParameter } = require('./parameters.js')
const { pictureSize } = require('./picture-size.js')
const { Failure } = require('../failure.js')
const { send, sendJson } = require('./reply.js')

/** @typedef {import('./reply.js').Request} Request */
/** @typedef {import('./reply.js').Response} Response */
/** @typedef {import('./source.js').Source} Source */

/**
 * @typedef {object} View
 * @property {Source} source
 * @property {Request} request
 * @property {Response} response
 * @property {URLSearchParams} query
 */

/** How much text, and how much of a hex dump, is made at once. */
const MAX_LIMIT = 1024 * 1024
const LIMIT = { preset: 64 * 1024, max: MAX_LIMIT }
/** How many lines of a hex dump are made before others have their turn. */
const HEX_LINES = 1024
/** How long a browser keeps a preview: an upload does not change, but it can be removed. */
const PREVIEW_CACHE = 'private,max-age=600'

/** The bytes: all of them, or the range that is asked for. */
async function stream(/** @type {View} */ { source, request, response }) {
  const { etag, size } = source
  response.setHeader('Accept-Ranges', 'bytes')
  response.setHeader('ETag', etag)
  const range = rangeOf(request, size, etag)
  if (range === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${size}`)
    response.removeHeader('Content-Disposition')
    const message = `The range is beyond the end of the file, which has ${size} bytes.`
    throw new Failure(416, 'bad_range', message, { size })
  }
  const { start, end } = range ?? { start: 0, end: size - 1 }
  if (range) {
    response.statusCode = 206
    response.setHeader('Content-Range', `bytes ${start}-${end}/${size}`)
  }
  response.setHeader('Content-Length', end - start + 1)
  if (request.method === 'HEAD' || size === 0) {
    response.end()
    return
  }
  try {
    // Only as many bytes as were announced, whatever happens to the file.
    await pipeline(source.stream(start, end), response)
  } catch (error) {
    // A reader that goes away in the middle is no fault of the receiver.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}

/** What can be shown of it; null for what it is not. */
async function kind(/** @type {View} */ { source, response }) {
  const bytes = await source.read(0, SAMPLE_BYTES)
  const picture = pictureType(bytes)
  const isJpeg = picture === 'image/jpeg'
  const more = isJpeg ? await source.read(0, EXIF_BYTES) : bytes
  const { width = null, height = null } = picture === undefined ? {} : pictureSize(picture, more)
  await sendJson(response, {
    picture: picture ?? null,
    media: mediaType(bytes) ?? null,
    charset: textCharset(bytes) ?? null,
    width,
    height,
    exif: (isJpeg && exifOf(more)) || null,
  })
}

async function download(/** @type {View} */ view) {
  const { source, response } = view
  response.setHeader('Content-Type', 'application/octet-stream')
  response.setHeader('Content-Disposition', attachment(source.name))
  await stream(view)
}

async function preview(/** @type {View} */ view) {
  const { source, response } = view
  const bytes = await source.read(0, SAMPLE_BYTES)
  const type = pictureType(bytes) ?? mediaType(bytes)
  if (type === undefined) {
    const message = 'The bytes are not a PNG, JPEG, GIF, WebP or AVIF picture, nor audio or video.'
    throw new Failure(415, 'no_preview', message)
  }
  response.setHeader('Content-Type', type)
  response.setHeader('Content-Disposition', 'inline')
  response.setHeader('Cache-Control', PREVIEW_CACHE)
  await stream(view)
}

async function text(/** @type {View} */ { source, response, query }) {
  const limit = numberParameter(query, 'limit', LIMIT)
  const decoded = decodeText(await source.read(0, limit))
  response.setHeader('X-Uploadtask-Charset', decoded.charset)
  if (source.size > limit) response.setHeader('X-Uploadtask-Cut', '1')
  send(response, 200, 'text/plain; charset=utf-8', decoded.text)
}

async function hex(/** @type {View} */ { source, response, query }) {
  const limit = numberParameter(query, 'limit', LIMIT)
  const columns = numberParameter(query, 'columns', { preset: 16, max: 64 })
  const offset = numberParameter(query, 'offset', { preset: 0, min: 0, max: Number.MAX_SAFE_INTEGER })
  const bytes = await source.read(offset, limit)
  const lines = []
  for (let at = 0; at < bytes.length; at += columns * HEX_LINES) {
    lines.push(hexDump(bytes.subarray(at, at + columns * HEX_LINES), columns, offset + at))
    await setImmediate()
  }
  if (source.size > offset + limit) response.setHeader('X-Uploadtask-Cut', '1')
  send(response, 200, 'text/plain; charset=utf-8', lines.join(''))
}

const views = { '': download, kind, preview, text, hex }

/** The view of a name; '' is the download. */
function viewOf(/** @type {string} */ name) {
  if (Object.hasOwn(views, name)) return views[/** @type {keyof typeof views} */ (name)]
  const message = 'This can be seen as kind, preview, text and hex.'
  throw new Failure(404, 'not_found', message, { what: 'view' })
}

module.exports = { MAX_LIMIT, viewOf }

'use strict'
// Uploads as an HTTP archive (HAR 1.2), which browsers' tools and others read. The bytes of files are not in it.

const { version } = require('../../../../package.json')
const { URL } = require('../../node-globals.js')
const { MAX_ANSWER_BYTES } = require('../../trace.js')
const { decodeText, textCharset } = require('../kind.js')
const { decodeBody } = require('../source.js')

/** @typedef {import('../../index.js').Upload} Upload */
/** @typedef {import('../../trace.js').Trace} Trace */

/** How much of the bodies of answers is in an archive. */
const MAX_BODY_BYTES = 16 * 1024 * 1024

/** Headers as pairs of name and value. */
function headersOf(/** @type {import('node:http').OutgoingHttpHeaders} */ headers) {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one) => ({ name, value: String(one) })),
  )
}

/** The whole URL. Whether it was `https:` is not known behind another server. */
function urlOf(/** @type {Upload} */ { url, headers }) {
  return /^https?:\/\//i.test(url)
    ? url
    : `http://${headers.host ?? headers[':authority'] ?? 'localhost'}${url}`
}

function queryOf(/** @type {string} */ url) {
  if (!URL.canParse(url)) return []
  return Array.from(new URL(url).searchParams, ([name, value]) => ({ name, value }))
}

function requestOf(/** @type {Upload} */ upload) {
  const { method, httpVersion, rawHeaders, headers, fields, files, receivedBytes } = upload
  const url = urlOf(upload)
  return {
    ...{ method, url, httpVersion: `HTTP/${httpVersion}`, cookies: [] },
    headers: rawHeaders.map(([name, value]) => ({ name, value })),
    queryString: queryOf(url),
    postData: {
      mimeType: headers['content-type'] ?? '',
      params: [
        ...fields.map(({ name, value }) => ({ name, value })),
        ...files.map(({ field, filename, contentType }) => ({
          name: field,
          fileName: filename,
          contentType,
        })),
      ],
      text: '',
      comment: 'The bytes of the files are left out.',
    },
    headersSize: -1,
    bodySize: receivedBytes,
  }
}

/** The body of an answer, decoded; left out when there is no more room for it. */
async function contentOf(
  /** @type {Upload} */ { response },
  /** @type {Trace} */ trace,
  /** @type {number} */ room,
) {
  const { headers = {} } = response ?? {}
  const mimeType = String(headers['content-type'] ?? 'x-unknown')
  const bytes = await decodeBody(trace.answer, headers['content-encoding'], MAX_ANSWER_BYTES)
  const left = { size: trace.answerSize, mimeType }
  if (trace.answerKept < trace.answerSize || bytes.length > room) {
    return { ...left, comment: 'The body is left out: it is too large, or no longer kept.' }
  }
  const content = { size: bytes.length, mimeType, compression: bytes.length - trace.answerSize }
  if (textCharset(bytes) !== undefined) return { ...content, text: decodeText(bytes).text }
  return { ...content, text: bytes.toString('base64'), encoding: 'base64' }
}

function timingsOf(/** @type {Upload} */ { startedAt, endedAt }, /** @type {Trace} */ { timing }) {
  const {
    ended = (endedAt ?? startedAt) - startedAt,
    answerStarted = ended,
    answerEnded = answerStarted,
  } = timing
  return {
    send: ended,
    wait: Math.max(0, answerStarted - ended),
    receive: Math.max(0, answerEnded - answerStarted),
  }
}

async function entryOf(/** @type {Upload} */ upload, /** @type {Trace} */ trace, /** @type {number} */ room) {
  const { response, error, httpVersion, remoteAddress } = upload
  const timings = timingsOf(upload, trace)
  const content = await contentOf(upload, trace, room)
  return {
    startedDateTime: new Date(upload.startedAt).toISOString(),
    time: timings.send + timings.wait + timings.receive,
    request: requestOf(upload),
    response: {
      ...{ status: response?.status ?? 0, statusText: '', httpVersion: `HTTP/${httpVersion}`, cookies: [] },
      headers: headersOf(response?.headers ?? {}),
      content,
      redirectURL: String(response?.headers.location ?? ''),
      ...{ headersSize: -1, bodySize: response ? trace.answerSize : -1 },
      ...(error ? { comment: `${error.code}: ${error.message}` } : {}),
    },
    cache: {},
    timings,
    ...(remoteAddress === '' ? {} : { _clientIPAddress: remoteAddress }),
    ...(trace.note === '' ? {} : { comment: trace.note }),
    ...{ _id: upload.id, _rule: response?.rule, _replayOf: upload.replayOf },
  }
}

/**
 * @param {Upload[]} uploads
 * @param {(upload: Upload) => Trace} traceOf
 */
async function harOf(uploads, traceOf) {
  const entries = []
  let room = MAX_BODY_BYTES
  for (const upload of uploads) {
    const entry = await entryOf(upload, traceOf(upload), room)
    if ('text' in entry.response.content) room -= entry.response.content.size
    entries.push(entry)
  }
  return { log: { version: '1.2', creator: { name: 'uploadtask', version }, pages: [], entries } }
}

module.exports = { MAX_BODY_BYTES, harOf }

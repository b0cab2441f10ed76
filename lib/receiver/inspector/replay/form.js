'use strict'
// A form that is written anew, with files that are read from the disk as they go out.

const { randomBytes } = require('node:crypto')
const { Readable } = require('node:stream')
const { Failure } = require('../../failure.js')
const { bytesOf, sizeOf } = require('../source.js')

/**
 * @typedef {{ name: string, value: string }} Field
 * @typedef {{ field: string, filename: string, contentType: string, source: import('../../index.js').UploadFile }} File
 * @typedef {Field | File} Part
 */

/** A name as browsers write it (WHATWG HTML, multipart/form-data). */
function escaped(/** @type {string} */ name) {
  return name.replace(/\r\n?|\n/g, '%0D%0A').replace(/"/g, '%22')
}

/** A control character in a type would end its line, or break its header. */
function oneLine(/** @type {string} */ text) {
  return text.replace(/\p{Cc}/gu, ' ')
}

function headOf(/** @type {Part} */ part, /** @type {string} */ boundary) {
  const begin = `--${boundary}\r\nContent-Disposition: form-data; name=`
  if ('value' in part) return `${begin}"${escaped(part.name)}"\r\n\r\n`
  const { field, filename, contentType } = part
  return `${begin}"${escaped(field)}"; filename="${escaped(filename)}"\r\nContent-Type: ${oneLine(contentType)}\r\n\r\n`
}

/** How many bytes a file has; a Failure when it is no longer there. */
async function sizeToSend(/** @type {File} */ { source }) {
  const { state, index } = source
  if (state !== 'complete') {
    const message = `The file ${index} of this upload is not complete, so it cannot be sent again: leave it out, by "files".`
    throw new Failure(409, 'not_complete', message, { index })
  }
  return sizeOf(source)
}

/**
 * @param {Part[]} parts
 * @returns {Promise<{ contentType: string, length: number, stream: () => Readable }>}
 */
async function createForm(parts) {
  const boundary = `----uploadtask-${randomBytes(16).toString('hex')}`
  const end = `--${boundary}--\r\n`
  /** @type {Array<{ part: Part, head: Buffer, size: number }>} */
  const planned = []
  let length = end.length
  for (const part of parts) {
    const head = Buffer.from(headOf(part, boundary))
    const size = 'value' in part ? Buffer.byteLength(part.value) : await sizeToSend(part)
    length += head.length + size + 2
    planned.push({ part, head, size })
  }

  async function* write() {
    for (const { part, head, size } of planned) {
      yield head
      if ('value' in part) yield Buffer.from(part.value)
      else {
        const shorter = `The file ${part.source.index} has become shorter while it was sent.`
        yield* bytesOf(part.source, size, shorter)
      }
      yield Buffer.from('\r\n')
    }
    yield Buffer.from(end)
  }

  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length,
    stream: () => Readable.from(write(), { objectMode: false }),
  }
}

module.exports = { createForm }

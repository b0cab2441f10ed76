'use strict'
// Reads a Blob, Node's own or one of another realm (jsdom, happy-dom), by the methods that it has.

const { isAnyArrayBuffer } = require('node:util').types
const { RealmPromise } = require('./primordials.js')

/**
 * @typedef {object} BlobLike
 * @property {number} size
 * @property {string} type
 * @property {string} [name]
 * @property {(start: number, end: number) => any} slice
 */

/** Whether a value is a Blob or File of any realm: each has these, whatever its class is called. */
function isBlob(/** @type {any} */ value) {
  return typeof value.size === 'number' && typeof value.type === 'string' && typeof value.slice === 'function'
}

/** Why a Blob cannot be read; undefined where it can be. */
function unreadableBlob(/** @type {any} */ blob) {
  const { size } = blob
  if (!Number.isSafeInteger(size) || size < 0) return `its size is ${size}`
  if (typeof blob.arrayBuffer === 'function' || typeof blob.stream === 'function') return undefined
  if (typeof (/** @type {any} */ (globalThis).FileReader) === 'function') return undefined
  return 'it has neither arrayBuffer nor stream, and there is no global FileReader; give a Blob of Node.js, or the bytes'
}

/** The content of a Blob by the FileReader of the page that it belongs to, as jsdom has it. */
function readByFileReader(/** @type {any} */ blob) {
  return new RealmPromise((resolve, reject) => {
    const reader = new /** @type {any} */ (globalThis).FileReader()
    reader.onload = () => resolve(reader.result)
    reader.onerror = () => reject(reader.error)
    reader.readAsArrayBuffer(blob)
  })
}

/** The content of a Blob by its stream. */
async function readByStream(/** @type {any} */ blob, /** @type {number} */ length) {
  const bytes = new Uint8Array(length)
  const reader = blob.stream().getReader()
  let end = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return bytes.subarray(0, end)
    // More than its size: the engine refuses what has not the length that it asked for.
    if (end + value.length > length) return new Uint8Array(length + 1)
    bytes.set(value, end)
    end += value.length
  }
}

/**
 * A slice of a Blob.
 *
 * @param {BlobLike} blob
 * @param {number} offset
 * @param {number} length
 * @returns {Promise<Uint8Array>}
 */
async function readSlice(blob, offset, length) {
  const slice = blob.slice(offset, offset + length)
  if (typeof slice.arrayBuffer !== 'function' && typeof slice.stream === 'function') {
    return readByStream(slice, length)
  }
  const read = await (typeof slice.arrayBuffer === 'function' ? slice.arrayBuffer() : readByFileReader(slice))
  if (!isAnyArrayBuffer(read)) throw new Error('its content is not an ArrayBuffer')
  return new Uint8Array(read)
}

module.exports = { isBlob, unreadableBlob, readSlice }

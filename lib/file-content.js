'use strict'
// What a caller gives as the file itself, in place of its path: bytes, a Blob, or a URL that stands for them.

const { resolveObjectURL } = require('node:buffer')
const { isAnyArrayBuffer, isSharedArrayBuffer } = require('node:util').types
const { isBlob, unreadableBlob } = require('./blob.js')
const native = require('./native.js')
const { isView, tag, unboxed, validate } = require('./primordials.js')

/**
 * @typedef {import('./blob.js').BlobLike} BlobLike
 * @typedef {{ blob: BlobLike, content: object }} AttachedBlob A Blob, and what the addon has in its place.
 */

const GONE = 'the memory of the bytes is gone: their ArrayBuffer was transferred or made smaller'

/** The bytes of a view or buffer, as a Uint8Array that the addon can copy; throws where their memory is gone. */
function bytesOf(/** @type {any} */ value) {
  let bytes
  if (isView(value)) {
    if (tag(value) !== 'DataView') validate(value)
    bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  } else {
    bytes = new Uint8Array(value)
  }
  // The addon sees only memory of a fixed size that belongs to this thread.
  const { buffer } = bytes
  return isSharedArrayBuffer(buffer) || /** @type {any} */ (buffer).resizable ? bytes.slice() : bytes
}

/** A content type as a Blob may have it; others would end the head of the part. */
function contentTypeOf(/** @type {string} */ type) {
  return /^[\x20-\x7e]+$/.test(type) ? type : undefined
}

/** The content that a URL stands for; undefined for what is a path. */
function contentOfText(/** @type {string} */ text, /** @type {AttachedBlob[]} */ blobs) {
  if (/^data:/i.test(text)) return native.dataUrlContent({ typeName: 'String' }, text)
  if (!/^blob:/i.test(text)) return undefined
  const blob = resolveObjectURL(text)
  if (blob) return contentOfBlob('String', /** @type {any} */ (blob), blobs)
  const problem = `there is nothing at ${text.slice(0, 100)}: it was revoked, or it is not a URL of URL.createObjectURL of Node.js`
  return native.unreadableContent({ typeName: 'String' }, problem)
}

/** A Blob, which stays here: the addon asks for its slices. */
function contentOfBlob(
  /** @type {string} */ typeName,
  /** @type {BlobLike} */ blob,
  /** @type {AttachedBlob[]} */ blobs,
) {
  const problem = unreadableBlob(blob)
  if (problem !== undefined) {
    return native.unreadableContent({ typeName }, `the Blob cannot be read: ${problem}`)
  }
  const name = typeof blob.name === 'string' ? blob.name : undefined
  const description = { typeName, name, contentType: contentTypeOf(blob.type) }
  const content = native.blobContent(description, blobs.length, blob.size)
  blobs.push({ blob, content })
  return content
}

/** Bytes, which are copied here. */
function contentOfBytes(/** @type {any} */ value) {
  const typeName = tag(value)
  let bytes
  try {
    bytes = bytesOf(value)
  } catch {
    return native.unreadableContent({ typeName }, GONE)
  }
  return native.bytesContent({ typeName }, bytes)
}

/**
 * What the addon has in place of a file that a caller gives; undefined for a path and for what is no file.
 *
 * @param {any} value
 * @param {AttachedBlob[]} blobs The Blobs of the upload so far.
 * @returns {object | undefined}
 */
function contentOf(value, blobs) {
  if (typeof value === 'string') return contentOfText(value, blobs)
  if (value === null || typeof value !== 'object') return undefined
  // A boxed String counts as what is in it, here too.
  const text = unboxed(value)
  if (typeof text === 'string') return contentOfText(text, blobs)
  if (isView(value) || isAnyArrayBuffer(value)) return contentOfBytes(value)
  return isBlob(value) ? contentOfBlob(tag(value), value, blobs) : undefined
}

module.exports = { contentOf }

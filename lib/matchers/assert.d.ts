/**
 * `uploadtask/assert`: assertions about an upload, for Node's own test runner.
 *
 * @example
 * import { hasFile } from 'uploadtask/assert'
 * hasFile(await receiver.next(), 'avatar', { filename: 'me.png', type: 'image/png' })
 *
 * @packageDocumentation
 */
import type { Upload } from '../receiver/index.js'
import type { ExpectedFile } from './index.js'

/** The module itself: `require('uploadtask/assert').default === require('uploadtask/assert')`. */
declare namespace assert {
  export { assert as default, ExpectedFile, hasField, hasFile, hasHeader }
}

export type { ExpectedFile } from './index.js'
export { assert as default }

/** Throws an AssertionError unless the upload has such a file in this form field. */
export function hasFile(upload: Upload, field: string, file?: ExpectedFile): void
/** Throws an AssertionError unless the upload has such a file. */
export function hasFile(upload: Upload, file?: ExpectedFile): void
/** Throws an AssertionError unless the upload has a field with this name, and this value. */
export function hasField(upload: Upload, name: string, value?: unknown): void
/** Throws an AssertionError unless the request has this header, with this value. */
export function hasHeader(upload: Upload, name: string, value?: unknown): void

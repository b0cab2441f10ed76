/**
 * `uploadtask/has`: the upload API of atomic services of HarmonyOS, `has.uploadFile`, for Node.js.
 *
 * Sources, and what is not known: docs/contract/mini-programs.md.
 *
 * @packageDocumentation
 */

import type {
  UploadFileOption as SharedOption,
  UploadFileFailResult,
  UploadFileSuccessResult,
  UploadTask,
} from './mini-program.js'

/**
 * The module itself: `require('uploadtask/has').default === require('uploadtask/has')`. Can be used as `globalThis.has` by
 * code that uploads.
 */
declare namespace has {
  export {
    has as default,
    UploadFileFailResult,
    UploadFileOption,
    UploadFileSuccessResult,
    UploadTask,
    uploadFile,
  }
}

export type { UploadFileFailResult, UploadFileSuccessResult, UploadTask }
export { has as default }

/** What {@link uploadFile} takes. HarmonyOS docs, has.uploadFile. */
export type UploadFileOption = SharedOption<UploadFileSuccessResult>

/**
 * Uploads one file as `multipart/form-data` by POST. HarmonyOS docs, has.uploadFile.
 *
 * Returns at once, never a promise, and never throws for wrong arguments: the outcome comes through `success` or `fail`, once,
 * and then `complete`. Every completed HTTP exchange is a success, whatever its status. Storage areas: `internal://tmp/…`.
 * Headers that cannot be set: `Referer`. At most 10 uploads run at once in one runtime
 * (`maxConcurrency.has`); the others wait in the order of their calls.
 *
 * @param option What to upload and where to. Never changed.
 * @returns The running upload; for wrong arguments one that does nothing.
 */
export function uploadFile(option: UploadFileOption): UploadTask

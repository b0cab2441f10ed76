/**
 * `uploadtask/ks`: the upload API of Kuaishou mini-programs, `ks.uploadFile`, for Node.js.
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
 * The module itself: `require('uploadtask/ks').default === require('uploadtask/ks')`. Can be used as `globalThis.ks` by
 * code that uploads.
 */
declare namespace ks {
  export {
    ks as default,
    UploadFileFailResult,
    UploadFileOption,
    UploadFileSuccessResult,
    UploadTask,
    uploadFile,
  }
}

export type { UploadFileFailResult, UploadFileSuccessResult, UploadTask }
export { ks as default }

/** What {@link uploadFile} takes. Kuaishou typings, ks.uploadFile. */
export type UploadFileOption = SharedOption<UploadFileSuccessResult>

/**
 * Uploads one file as `multipart/form-data` by POST. Kuaishou typings, ks.uploadFile.
 *
 * Returns at once, never a promise, and never throws for wrong arguments: the outcome comes through `success` or `fail`, once,
 * and then `complete`. Every completed HTTP exchange is a success, whatever its status. Storage areas: `ksfile://temp…`.
 * Headers that cannot be set: `Referer`. At most 10 uploads run at once in one runtime
 * (`maxConcurrency.ks`); the others wait in the order of their calls.
 *
 * @param option What to upload and where to. Never changed.
 * @returns The running upload; for wrong arguments one that does nothing.
 */
export function uploadFile(option: UploadFileOption): UploadTask

/**
 * `uploadtask/jd`: the upload API of JD mini-programs, `jd.uploadFile`, for Node.js.
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
 * The module itself: `require('uploadtask/jd').default === require('uploadtask/jd')`. Can be used as `globalThis.jd` by
 * code that uploads.
 */
declare namespace jd {
  export {
    jd as default,
    UploadFileFailResult,
    UploadFileOption,
    UploadFileSuccessResult,
    UploadTask,
    uploadFile,
  }
}

export type { UploadFileFailResult, UploadFileSuccessResult, UploadTask }
export { jd as default }

/** What {@link uploadFile} takes. JD docs, jd.uploadFile. */
export type UploadFileOption = SharedOption<UploadFileSuccessResult>

/**
 * Uploads one file as `multipart/form-data` by POST. JD docs, jd.uploadFile.
 *
 * Returns at once, never a promise, and never throws for wrong arguments: the outcome comes through `success` or `fail`, once,
 * and then `complete`. Every completed HTTP exchange is a success, whatever its status. Storage areas: `jdfile://…`.
 * Headers that cannot be set: `Referer`. At most 10 uploads run at once in one runtime
 * (`maxConcurrency.jd`); the others wait in the order of their calls.
 *
 * @param option What to upload and where to. Never changed.
 * @returns The running upload; for wrong arguments one that does nothing.
 */
export function uploadFile(option: UploadFileOption): UploadTask

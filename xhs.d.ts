/**
 * `uploadtask/xhs`: the upload API of Xiaohongshu mini-programs, `xhs.uploadFile`, for Node.js.
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
 * The module itself: `require('uploadtask/xhs').default === require('uploadtask/xhs')`. Can be used as `globalThis.xhs` by
 * code that uploads.
 */
declare namespace xhs {
  export {
    UploadFileFailResult,
    UploadFileOption,
    UploadFileSuccessResult,
    UploadTask,
    uploadFile,
    xhs as default,
  }
}

export type { UploadFileFailResult, UploadFileSuccessResult, UploadTask }
export { xhs as default }

/** What {@link uploadFile} takes. No page of Xiaohongshu is public; code of apps. */
export type UploadFileOption = SharedOption<UploadFileSuccessResult>

/**
 * Uploads one file as `multipart/form-data` by POST. No page of Xiaohongshu is public; code of apps.
 *
 * Returns at once, never a promise, and never throws for wrong arguments: the outcome comes through `success` or `fail`, once,
 * and then `complete`. Every completed HTTP exchange is a success, whatever its status. Storage areas: none: no path is published.
 * Headers that cannot be set: `Referer`. At most 10 uploads run at once in one runtime
 * (`maxConcurrency.xhs`); the others wait in the order of their calls.
 *
 * @param option What to upload and where to. Never changed.
 * @returns The running upload; for wrong arguments one that does nothing.
 */
export function uploadFile(option: UploadFileOption): UploadTask

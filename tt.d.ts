/**
 * `uploadtask/tt`: the upload API of Douyin mini-programs, `tt.uploadFile`, and those of Lark, for Node.js.
 *
 * Sources, and what is not known: docs/contract/mini-programs.md.
 *
 * @packageDocumentation
 */

import type {
  RequestProfile,
  UploadFileOption as SharedOption,
  UploadFileSuccessResult as SharedSuccessResult,
  UploadFileFailResult,
  UploadTask,
} from './mini-program.js'

/**
 * The module itself: `require('uploadtask/tt').default === require('uploadtask/tt')`. Can be used as `globalThis.tt` by
 * code that uploads.
 */
declare namespace tt {
  export {
    tt as default,
    UploadFileFailResult,
    UploadFileOption,
    UploadFileSuccessResult,
    UploadTask,
    uploadFile,
  }
}

export type { UploadFileFailResult, UploadTask }
export { tt as default }

/** What `success` gets. Douyin docs, tt.uploadFile. */
export interface UploadFileSuccessResult extends SharedSuccessResult {
  /** When things happened; absent with `enableProfile: false`. Douyin docs, tt.uploadFile. */
  profile?: RequestProfile
}

/** What {@link uploadFile} takes. Douyin docs, tt.uploadFile. */
export interface UploadFileOption extends SharedOption<UploadFileSuccessResult> {
  /** Whether the result has a `profile`. Default: `true`, which any other value than `false` means too. */
  enableProfile?: boolean | undefined
}

/**
 * Uploads one file as `multipart/form-data` by POST. Douyin docs, tt.uploadFile.
 *
 * Returns at once, never a promise, and never throws for wrong arguments: the outcome comes through `success` or `fail`, once,
 * and then `complete`. Every completed HTTP exchange is a success, whatever its status. Storage areas: `ttfile://temp/…` and `ttfile://user/…`.
 * Headers that cannot be set: `Referer` and `User-Agent`. At most 10 uploads run at once in one runtime
 * (`maxConcurrency.tt`); the others wait in the order of their calls.
 *
 * @param option What to upload and where to. Never changed.
 * @returns The running upload; for wrong arguments one that does nothing.
 */
export function uploadFile(option: UploadFileOption): UploadTask

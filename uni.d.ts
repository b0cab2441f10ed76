/**
 * `uploadtask/uni`: the upload API of uni-app, `uni.uploadFile`, for Node.js.
 *
 * uni-app passes on what its host gives; here that is what WeChat gives, and the list of files of its App and H5. Sources, and
 * what is a choice: docs/contract/mini-programs.md.
 *
 * @packageDocumentation
 */

import type { BlobLike, FileContent } from './file-content.js'
import type {
  UploadFileOption as MiniProgramOption,
  UploadFileSuccessResult as Success,
} from './mini-program.js'
import type { UploadFileFailCallbackResult, UploadTask } from './wx.js'

/**
 * The module itself: `require('uploadtask/uni').default === require('uploadtask/uni')`. Can be used as `globalThis.uni` by code
 * that uploads.
 */
declare namespace uni {
  export {
    BlobLike,
    FileContent,
    UploadFileFailResult,
    UploadFileOption,
    UploadFileOptionFiles,
    UploadFileSuccessResult,
    UploadTask,
    uni as default,
    uploadFile,
  }
}

export type { BlobLike, FileContent, UploadTask }
export { uni as default }

/** What `success` gets and the promise resolves to. uni-app docs, uni.uploadFile. */
export interface UploadFileSuccessResult extends Success {
  /** The response's headers; a name in lower case finds them too. */
  header: Record<string, string>
}

/** What `fail` gets and the promise rejects with: a plain object, not an `Error`. */
export interface UploadFileFailResult extends UploadFileFailCallbackResult {}

/** One of several files. uni-app docs, uni.uploadFile. */
export interface UploadFileOptionFiles {
  /** The form key under which the server finds the file. Default: `'file'`. */
  name?: string | undefined
  /** The file, as `filePath`. Required, unless there is `file`. */
  uri?: string | FileContent | undefined
  /** The file itself, in place of `uri`. uni-app docs, uni.uploadFile (H5). */
  file?: FileContent | undefined
}

/** What {@link uploadFile} takes. uni-app docs, uni.uploadFile. */
export interface UploadFileOption
  extends Omit<MiniProgramOption<UploadFileSuccessResult>, 'filePath' | 'name' | 'fail' | 'complete'> {
  /**
   * The file: a path of the host (absolute, relative to the working directory, or `file://…`), or one in WeChat's storage areas;
   * a `data:` URL, or a `blob:` URL of Node.js' own `URL.createObjectURL`; or the file itself. Required, unless there is `files` or
   * `file`.
   */
  filePath?: string | FileContent | undefined
  /** The file itself, in place of `filePath`. Default: none. uni-app docs, uni.uploadFile (H5). */
  file?: FileContent | undefined
  /** The form key under which the server finds the file. Required, unless there is `files`. */
  name?: string | undefined
  /** Several files, sent in this order in one request, in place of `filePath` and `name`: 1 to 1,000. Default: none. */
  files?: UploadFileOptionFiles[] | undefined
  /** Alipay's; ignored. */
  fileType?: string | undefined
  /** Called once when there is no answer, and after an abort. Default: none. */
  fail?: ((error: UploadFileFailResult) => void) | undefined
  /** Called once after `success` or `fail`, with the same object. Default: none. */
  complete?: ((result: UploadFileSuccessResult | UploadFileFailResult) => void) | undefined
}

/** The options with a callback. */
type WithCallback = UploadFileOption &
  (
    | { success: NonNullable<UploadFileOption['success']> }
    | { fail: NonNullable<UploadFileOption['fail']> }
    | { complete: NonNullable<UploadFileOption['complete']> }
  )

/**
 * Uploads one file, or several, as `multipart/form-data` by POST. uni-app docs, uni.uploadFile.
 *
 * With any of `success`, `fail` and `complete` it returns the task; without them a promise, which has none of the task's methods.
 * Never throws. Every completed HTTP exchange is a success, whatever its status. At most 10 uploads run at once in one runtime
 * (`maxConcurrency.uni`).
 *
 * @param option What to upload and where to. Never changed.
 */
export function uploadFile(option: WithCallback): UploadTask
export function uploadFile(option: UploadFileOption): Promise<UploadFileSuccessResult>

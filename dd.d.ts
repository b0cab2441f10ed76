/**
 * `uploadtask/dd`: the upload API of DingTalk mini-programs, `dd.uploadFile`, for Node.js.
 *
 * A relative of Alipay's: `fileName` is the form key. Sources, and what is not known: docs/contract/mini-programs.md.
 *
 * @packageDocumentation
 */

import type { UploadFileOption as AlipayOption, UploadFileSuccessResult, UploadTask } from './alipay.js'

/**
 * The module itself: `require('uploadtask/dd').default === require('uploadtask/dd')`. Can be used as `globalThis.dd` by code
 * that uploads.
 */
declare namespace dd {
  export {
    dd as default,
    UploadFileFailResult,
    UploadFileOption,
    UploadFileSuccessResult,
    UploadTask,
    uploadFile,
  }
}

export type { UploadFileSuccessResult, UploadTask }
export { dd as default }

/** What `fail` gets and the promise rejects with. DingTalk docs and typings, dd.uploadFile. */
export interface UploadFileFailResult {
  /** 11 for a missing or wrong argument. The numbers of other causes are not published: then there is none. */
  error?: number
  /** The cause. */
  errorMessage: string
}

/** What {@link uploadFile} takes. DingTalk docs and typings, dd.uploadFile. */
export interface UploadFileOption
  extends Omit<AlipayOption, 'name' | 'fileName' | 'headers' | 'fail' | 'complete'> {
  /** The form key under which the server finds the file. Required, unless there is a `name`, as Taro gives it. */
  fileName?: string | undefined
  /** Another name for `fileName`; ignored beside it. Default: none. */
  name?: string | undefined
  /** Called once when there is no answer, and after an abort. Default: none. */
  fail?: ((error: UploadFileFailResult) => void) | undefined
  /** Called once after `success` or `fail`, with the same object. Default: none. */
  complete?: ((result: UploadFileSuccessResult | UploadFileFailResult) => void) | undefined
}

/**
 * Uploads one file as `multipart/form-data` by POST. DingTalk docs and typings, dd.uploadFile.
 *
 * Returns a promise that is the task too; never throws. Every completed HTTP exchange is a success, whatever its status. Storage
 * areas: `https://resource/…` and `https://usr/…`. At most 10 uploads run at once in one runtime (`maxConcurrency.dd`).
 *
 * @param option What to upload and where to. Never changed.
 * @returns The running upload, a real `Promise` with the methods of the task.
 */
export function uploadFile(option: UploadFileOption): UploadTask

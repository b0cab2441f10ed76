/**
 * `uploadtask/taro`: the upload API of Taro, `Taro.uploadFile`, for Node.js.
 *
 * The names are those of `@tarojs/taro`; `typeof uploadFile` is assignable to `TaroStatic['uploadFile']`. The
 * behaviour is that of `wx.uploadFile` (see `uploadtask/wx`), and a task that is a promise too.
 *
 * @packageDocumentation
 */
import type { BlobLike, FileContent } from './file-content.js'
import type {
  UploadFileFailCallbackResult,
  UploadFileOption,
  UploadFileSuccessCallbackResult,
  UploadTask as WxUploadTask,
} from './wx.js'

/** The module itself: `require('uploadtask/taro').default === require('uploadtask/taro')`. */
declare namespace taro {
  export { BlobLike, FileContent, taro as default, UploadTask, uploadFile }
}

export type { BlobLike, FileContent }
export { taro as default }

/**
 * Uploads one file as `multipart/form-data` by POST. Taro docs, Taro.uploadFile.
 *
 * Returns a promise that is the task too. It resolves to what `success` gets and rejects with what `fail`
 * gets, after `complete`. Where `fail` or `complete` is given, a rejection that nobody awaits does not end
 * the process. Never throws: wrong arguments, a missing `option` too, reject. `wx` and `taro` share one limit
 * of 10 uploads at once in one runtime (`maxConcurrency`).
 *
 * @param option What to upload and where to. Never changed.
 * @returns The running upload, a real `Promise` with the methods of the task.
 *
 * @example
 * const res = await uploadFile({ url: 'https://example.com/upload', filePath: './photo.jpg', name: 'file' })
 * console.log(res.statusCode, res.data)
 */
export function uploadFile(option: uploadFile.Option): UploadTask.UploadTaskPromise

/** The types of {@link uploadFile}, under the names they have in `@tarojs/taro`. */
export namespace uploadFile {
  /** What `Taro.uploadFile` takes: the options of `wx.uploadFile`, and a file itself. Taro docs, Taro.uploadFile. */
  export interface Option extends Omit<UploadFileOption, 'filePath'> {
    /**
     * The file: a path as `wx.uploadFile` takes it; a `data:` URL, or a `blob:` URL of Node.js' own `URL.createObjectURL`; or the
     * file itself. Without a name of its own, and without `fileName`, the server is told `blob`.
     *
     * Required. A `data:` URL that is broken, a `blob:` URL that was revoked, a Blob that nothing here can read, more than 2 GiB:
     * errno 1001. A Blob whose content is gone: errno 1300013 if nothing was sent yet, else 600010. With `strict` of the runtime
     * only paths in storage areas are taken.
     */
    filePath: string | FileContent
  }
  /** What `success` gets and the promise resolves to. Taro docs, Taro.uploadFile. */
  export interface SuccessCallbackResult extends UploadFileSuccessCallbackResult {}
  /**
   * What `fail` gets and the promise rejects with: a plain object, not an `Error`. `TaroGeneral.CallbackResult`
   * in `@tarojs/taro`, which does not mention `errno`.
   */
  export interface FailCallbackResult extends UploadFileFailCallbackResult {}
}

/**
 * A running upload: the five methods of WeChat's. Taro docs, UploadTask.
 */
export interface UploadTask extends WxUploadTask {}

/** The types of {@link UploadTask}, under the names they have in `@tarojs/taro`. */
export namespace UploadTask {
  /** A listener for the response's headers. Taro docs, UploadTask.onHeadersReceived. */
  export type OnHeadersReceivedCallback = (result: OnHeadersReceivedCallbackResult) => void
  /** A progress listener. Taro docs, UploadTask.onProgressUpdate. */
  export type OnProgressUpdateCallback = (result: OnProgressUpdateCallbackResult) => void
  /** What a listener for the response's headers gets. Taro docs, UploadTask.onHeadersReceived. */
  export interface OnHeadersReceivedCallbackResult {
    /** The response's headers, as `header` of the success result. */
    header: Record<string, string>
  }
  /** What a progress listener gets. Taro docs, UploadTask.onProgressUpdate. */
  export interface OnProgressUpdateCallbackResult {
    /** How much was sent, in percent: an integer 0–100, rounded down. */
    progress: number
    /** Bytes of the whole multipart body, the same as the request's Content-Length. */
    totalBytesExpectedToSend: number
    /** Bytes of the multipart body that were sent so far; more with each event. */
    totalBytesSent: number
  }
  /**
   * The promise that `Taro.uploadFile` returns, with the methods of the task. The promises that `.then()`,
   * `.catch()` and `.finally()` derive from it have none of them. Taro docs, Taro.uploadFile.
   */
  export interface UploadTaskPromise extends Promise<uploadFile.SuccessCallbackResult>, UploadTask {
    /**
     * Ends the upload as `wx` does: the promise rejects with `{ errMsg: 'uploadFile:fail abort', errno:
     * 600004 }`. Taro docs, UploadTask.abort; `@tarojs/shared`.
     *
     * @param callback Called first, before the upload ends.
     * @returns This promise.
     */
    abort: (callback?: (() => void) | undefined) => UploadTaskPromise
    /**
     * The same as `onProgressUpdate`, for chaining. Taro docs, Taro.uploadFile; `@tarojs/shared`.
     *
     * @param callback Called with each new state.
     * @returns This promise.
     */
    progress: (callback: OnProgressUpdateCallback) => UploadTaskPromise
    /**
     * The same as `onHeadersReceived`. Taro docs, Taro.uploadFile.
     *
     * @param callback Called with the response's headers.
     */
    headersReceive: (callback: OnHeadersReceivedCallback) => void
  }
}

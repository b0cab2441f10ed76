/**
 * `uploadtask/alipay`: the upload API of Alipay mini-programs, `my.uploadFile`, for Node.js.
 *
 * What the platform's own function takes (`@mini-types/my`), this one takes. The behaviour is that of the Alipay
 * docs, my.uploadFile and the network guide.
 *
 * @packageDocumentation
 */
import type { IAnyObject } from './wx.js'

/**
 * The module itself: `require('uploadtask/alipay').default === require('uploadtask/alipay')`. Can be used as
 * `globalThis.my` by code that uploads.
 */
declare namespace alipay {
  export {
    alipay as default,
    UploadFileFailResult,
    UploadFileOption,
    UploadFileSuccessResult,
    UploadTask,
    UploadTaskHeadersReceivedResult,
    UploadTaskProgressUpdateResult,
    uploadFile,
  }
}

export { alipay as default }

/**
 * Uploads one file as `multipart/form-data` by POST. Alipay docs, my.uploadFile.
 *
 * Returns a promise that is the task too. It resolves to what `success` gets and rejects with what `fail` gets,
 * after `complete`. Where `fail` or `complete` is given, a rejection that nobody awaits does not end the process.
 * Never throws: wrong arguments, a missing `option` too, reject. Every completed HTTP exchange is a success,
 * whatever its status. At most 10 uploads run at once in one runtime (`maxConcurrency.alipay`); the others wait
 * their turn in the order of their calls.
 *
 * @param option What to upload and where to. Never changed.
 * @returns The running upload, a real `Promise` with the methods of the task.
 *
 * @example
 * const task = uploadFile({
 *   url: 'https://example.com/upload',
 *   filePath: './photo.jpg',
 *   name: 'file',
 *   formData: { extra: 'test' },
 *   success: (res) => console.log(res.statusCode, res.data),
 *   fail: (err) => console.error(err.error, err.errorMessage),
 * })
 * task.onProgressUpdate(({ progress }) => console.log(`${progress}%`))
 */
export function uploadFile(option: UploadFileOption): UploadTask

/** What {@link uploadFile} takes. Alipay docs, my.uploadFile; the types are checked before anything is opened. */
export interface UploadFileOption {
  /**
   * The server's address: an absolute `http:` or `https:` URL. On a phone only `https:` is allowed.
   *
   * Required. Missing, not a string, empty, malformed or of another scheme: error 11. A host that is not in the
   * runtime's `domains`: error 4. Alipay docs, my.uploadFile.
   */
  url: string
  /**
   * The file: a path of the host (absolute, relative to the working directory, or `file://…`), or one of Alipay's:
   * `https://resource/…`, `https://usr/…`, which are folders under `<root>/alipay`.
   *
   * Required. Missing, not a string, empty, or no such file: error 11. A directory, or a file that changed while it
   * was sent: error 12. Unreadable, or not a regular file: error 13. Alipay docs, my.uploadFile.
   */
  filePath: string
  /**
   * The form key under which the server finds the file; `''` is just a name.
   *
   * Required, unless there is a `fileName`. Missing or not a string: error 11. Alipay docs, my.uploadFile.
   */
  name?: string | undefined
  /**
   * The older name of `name`; ignored beside it. It is not the file name that the server is told, which is
   * the last segment of `filePath`. Default: none. Alipay typings, my.uploadFile.
   */
  fileName?: string | undefined
  /**
   * Further request headers; values of any type are made strings. `Referer` cannot be set. `Content-Type` is
   * dropped, because the upload's own has the boundary; so are `Content-Length`, `Transfer-Encoding`, `Host`,
   * `Connection` and `Expect`.
   *
   * Default: none. Not an object, or a header that cannot be sent: error 11. Alipay docs, my.uploadFile.
   */
  header?: IAnyObject | undefined
  /** Another name for `header`; ignored beside it. Default: none. Alipay typings, my.uploadFile. */
  headers?: IAnyObject | undefined
  /**
   * Form fields, sent before the file in the order of `Object.keys`. Values of any type are made strings by
   * `String(value)`; `undefined` ones are skipped. Default: none. Not an object: error 11. Alipay docs, my.uploadFile.
   */
  formData?: IAnyObject | undefined
  /**
   * The limit for the whole transfer, in milliseconds, counted from when the upload leaves the queue. `0`, a
   * negative number and NaN mean the default.
   *
   * Default: the runtime's `networkTimeout.uploadFile`, else 60000. When it is over: error 12. Not a number: error 11.
   * Alipay docs, my.uploadFile and app.json `networkTimeout`.
   */
  timeout?: number | undefined
  /** Accepted and ignored: the file part's type follows the file name. Alipay docs, my.uploadFile. */
  fileType?: string | undefined
  /** Accepted and ignored: there is no loading indicator. Alipay docs, my.uploadFile. */
  hideLoading?: boolean | undefined
  /** Called once, with the answer, whatever its status. Default: none. Alipay docs, my.uploadFile. */
  success?: ((result: UploadFileSuccessResult) => void) | undefined
  /** Called once when there is no answer, and after an abort. Default: none. Alipay docs, my.uploadFile. */
  fail?: ((error: UploadFileFailResult) => void) | undefined
  /**
   * Called once after `success` or `fail`, with a copy of the same object, even if that threw. Default: none. Alipay docs,
   * my.uploadFile.
   */
  complete?: ((result: UploadFileSuccessResult | UploadFileFailResult) => void) | undefined
}

/** What `success` gets and the promise resolves to. Alipay docs, my.uploadFile. */
export interface UploadFileSuccessResult {
  /**
   * The body as text: JSON stays text, an empty body is `''`. Compressed bodies are decoded; the charset is that of
   * a byte order mark, else of Content-Type, else UTF-8.
   */
  data: string
  /** The HTTP status code, for instance 200; 404 and 500 too. */
  statusCode: number
  /**
   * The response's headers, `{ 'Content-Type': 'application/json' }`; a header sent more than once has its values
   * joined by `,` in the order of arrival. Each name is also there in lower case, as a property that is not
   * enumerable.
   */
  header: Record<string, string>
}

/** What `fail` gets and the promise rejects with: a plain object, not an `Error`. Alipay docs, my.uploadFile. */
export interface UploadFileFailResult {
  /**
   * The cause as a number.
   *
   * | error | cause |
   * | --- | --- |
   * | 4 | the host is not in the runtime's `domains` |
   * | 9 | aborted |
   * | 11 | a missing or wrong argument, or no such file |
   * | 12 | the upload failed: connect, DNS, TLS, proxy, timeout, a bad answer, a directory, a file that changed |
   * | 13 | the file may not be read, or is not a regular file |
   */
  error: number
  /** The cause as a sentence; for an abort exactly `uploadFile:fail abort`. */
  errorMessage: string
}

/**
 * A running upload: a promise with five methods, which also work without the object. The promises that `.then()`,
 * `.catch()` and `.finally()` derive from it have none of them. Alipay docs, my.uploadFile, UploadTask.
 */
export interface UploadTask extends Promise<UploadFileSuccessResult> {
  /**
   * Ends the upload: closes its connection, or takes it out of the queue before anything was sent. `fail` and
   * `complete` get `{ error: 9, errorMessage: 'uploadFile:fail abort' }` after the call has returned; no listener
   * runs any more. Twice, or after the end: does nothing. Never throws.
   */
  abort: () => void
  /**
   * Adds a listener for the progress of sending; a function added twice is called twice, anything but a function is
   * ignored. One added in the same tick as the call misses nothing.
   *
   * @param listener Called with each new state; one event with `progress` 100 comes before `success` if the whole
   *   body was sent.
   */
  onProgressUpdate: (listener: (result: UploadTaskProgressUpdateResult) => void) => void
  /**
   * Removes a progress listener. Alipay typings, UploadTask.offProgressUpdate.
   *
   * @param listener The function that was given to `onProgressUpdate`, of which one registration is removed;
   *   without it all listeners are.
   */
  offProgressUpdate: (listener?: ((result: UploadTaskProgressUpdateResult) => void) | undefined) => void
  /**
   * Adds a listener for the response's headers, called once, before `success`, for any status; not for 1xx answers
   * or redirects that were followed.
   *
   * @param listener Called with the headers.
   */
  onHeadersReceived: (listener: (result: UploadTaskHeadersReceivedResult) => void) => void
  /**
   * Removes a listener for the response's headers.
   *
   * @param listener The function that was given to `onHeadersReceived`, of which one registration is removed;
   *   without it all listeners are.
   */
  offHeadersReceived: (listener?: ((result: UploadTaskHeadersReceivedResult) => void) | undefined) => void
}

/** What a progress listener gets. Alipay docs, my.uploadFile, UploadTask. */
export interface UploadTaskProgressUpdateResult {
  /** How much was sent, in percent: an integer 0–100, rounded down. */
  progress: number
  /** Bytes of the multipart body that were sent so far; more with each event. */
  totalBytesWritten: number
  /** Bytes of the whole multipart body, the same as the request's Content-Length. */
  totalBytesExpectedToWrite: number
}

/** What a listener for the response's headers gets. Alipay typings, UploadTask.onHeadersReceived. */
export interface UploadTaskHeadersReceivedResult {
  /** The response's headers, as {@link UploadFileSuccessResult.header}. */
  header: Record<string, string>
}

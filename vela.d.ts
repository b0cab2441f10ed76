/**
 * `uploadtask/vela`: the upload API of Xiaomi Vela quick apps, `@system.uploadtask`, for Node.js.
 *
 * The names, defaults, checks and codes are those of the Vela docs (uploadtask page, and the grammar page for
 * the common codes); where they are silent, those of the Vela source (`uploadtask.jidl`, `upload_impl.cpp`).
 *
 * @packageDocumentation
 */

/** The module itself: `require('uploadtask/vela').default === require('uploadtask/vela')`. */
declare namespace vela {
  export {
    Fields,
    UploadFileOption,
    UploadFileSuccessCallbackResult,
    UploadTask,
    UploadTaskOnProgressUpdateCallbackResult,
    uploadFile,
    vela as default,
  }
}

export { vela as default }

/**
 * Uploads one file as `multipart/form-data` by POST. Vela docs, uploadtask page: `uploadtask.uploadFile`.
 *
 * Returns at once and never returns a promise: the outcome comes through `success` or `fail`, once, and then
 * `complete`. Every HTTP status is a success. At most 5 Vela uploads of one runtime run at once
 * (`maxConcurrency`); the others wait their turn in the order of their calls.
 *
 * Arguments are checked during the call, in the order url, filePath, name, header, formData. For the first
 * one that is wrong, `fail(message, 202)` and `complete()` run **before** `uploadFile` returns, no connection
 * is made, and the task that is returned does nothing.
 *
 * @param options What to upload and where to. Read once, during the call; never changed.
 * @returns The running upload.
 * @throws {TypeError} naming the option, when `url`, `filePath`, `name`, `timeout` or a callback is of a wrong type,
 *   or `options` is missing, and there is no usable `fail`. With one, it gets code 202.
 *
 * @example
 * const task = uploadFile({
 *   url: 'https://example.com/upload',
 *   filePath: 'internal://files/record.opus',
 *   name: 'file',
 *   success: (res) => console.log(res.statusCode, res.data),
 *   fail: (data, code) => console.error(code, data),
 *   complete: () => console.log('done'),
 * })
 * task.onProgressUpdate(({ progress }) => console.log(`${progress}%`))
 */
export function uploadFile(options: UploadFileOption): UploadTask

/**
 * What {@link uploadFile} takes. For every option `null` and `undefined` count as absent.
 * Vela docs, uploadtask page.
 */
export interface UploadFileOption {
  /**
   * The server's address: an absolute `http:` or `https:` URL, its scheme in lower case as on the device.
   * User name and password in it become basic authentication; a fragment is not sent (WHATWG URL).
   *
   * Required. Missing, empty, malformed or of another scheme: `fail("invalid url", 202)`.
   * Vela docs, uploadtask page.
   */
  url: string
  /**
   * The file: `internal://cache/…`, `internal://files/…`, `internal://mass/…` or `internal://tmp/…`; else a
   * file of the host (`file://…`, absolute, or relative to the working directory) where one of that name
   * exists and `hostPaths` is on; else a resource of the app (`/Common/x`). The text is literal, never
   * percent-decoded, but for `file://`. Its last segment is the file name that the server sees.
   *
   * Required. Missing, an unknown `internal://` area, a path out of its area, a file that does not exist, is a
   * directory or not a regular file, or cannot be opened: `fail("invalid filename", 202)`. Vela docs, uploadtask page
   * and file organization; Vela source, `app_path.cpp`.
   */
  filePath: string
  /**
   * The form key under which the server finds the file.
   *
   * Required. Missing or empty: `fail("name is a required field", 202)`. Vela docs, uploadtask page.
   */
  name: string
  /**
   * Further request headers. A string goes out as it is, a finite number as its decimal text; `null` and
   * `undefined` values are skipped. `Content-Type`, `Content-Length`, `Transfer-Encoding`, `Host`,
   * `Connection` and `Expect` belong to the upload itself and are dropped.
   *
   * Default: none. Any other value, an invalid name, or a control character in a value: `fail("invalid
   * headers", 202)`. Vela docs, uploadtask page; RFC 9110 section 5.
   */
  header?: Fields | null | undefined
  /**
   * Form fields, sent before the file in the order of `Object.keys`. A string goes out as it is but for its
   * line ends, which become CRLF; a finite number as its decimal text; `null` and `undefined` values are
   * skipped.
   *
   * Default: none. Any other value: `fail("invalid formData", 202)`. Vela docs, uploadtask page; WHATWG HTML,
   * multipart/form-data encoding algorithm.
   */
  formData?: Fields | null | undefined
  /**
   * The limit for the whole transfer, in milliseconds, counted from when the upload leaves the queue.
   * `0` means no limit; NaN, a negative or an infinite number means the default.
   *
   * Default: 20000. When it is over: `fail(message, 204)`. Vela source, `uploadtask.jidl`.
   */
  timeout?: number | null | undefined
  /**
   * Called once, with the answer, when an HTTP exchange was completed, whatever its status.
   *
   * Default: none. Vela docs, uploadtask page.
   */
  success?: ((res: UploadFileSuccessCallbackResult) => void) | null | undefined
  /**
   * Called once when there is no answer: `data` is a readable cause (never empty), `code` one of these.
   *
   * | code | cause |
   * | --- | --- |
   * | 200 | connect, DNS, TLS, proxy, malformed HTTP, corrupt or too large an answer, redirect, domain |
   * | 202 | an argument: `invalid url`, `invalid filename`, `name is a required field`, `invalid headers` … |
   * | 204 | timeout |
   * | 205 | more uploads than `maxConcurrency`, with `onLimit: 'fail'` |
   * | 300 | the connection broke, the answer was cut short, or the file could not be read or changed |
   * | 1002 | aborted, with `abort: 'fail'`; by default an abort is silent |
   *
   * Default: none. Vela docs, grammar page (common codes); Vela source, `net_utils.cpp`.
   */
  fail?: ((data: string, code: number) => void) | null | undefined
  /**
   * Called once, without arguments, after `success` or `fail`, even if that threw. Not called after an abort,
   * unless the runtime was made with `abort: 'fail'`.
   *
   * Default: none. Vela source, `uploadtask.jidl`.
   */
  complete?: (() => void) | null | undefined
}

/** Header or form fields by name: strings and finite numbers are sent, `null` and `undefined` are skipped. */
export interface Fields {
  /** The value of one field. */
  [name: string]: string | number | null | undefined
}

/** What `success` gets. Vela docs, uploadtask page. */
export interface UploadFileSuccessCallbackResult {
  /** The HTTP status code, for instance 200; 404 and 500 too. Vela docs, uploadtask page. */
  statusCode: number
  /**
   * The body as text: JSON stays text, an empty body is `''`. Compressed bodies are decoded; the charset is
   * that of a byte order mark, else of Content-Type, else UTF-8. Vela docs, uploadtask page.
   */
  data: string
  /**
   * The response's headers, `{ 'Content-Type': 'application/json' }`. Of a header sent more than once the
   * last one is here. Each name is also there in lower case, as a property that is not enumerable. Vela docs,
   * uploadtask page.
   */
  headers: Record<string, string>
}

/**
 * A running upload. It has no methods for response headers, as on the device: code that looks for
 * `onHeadersReceived` takes the same way in Node. Vela docs, uploadtask page: `UploadTask`.
 */
export interface UploadTask {
  /**
   * Ends the upload: closes its connection, or takes it out of the queue before anything was sent. Silent: no
   * callback and no listener runs any more, unless the runtime was made with `abort: 'fail'`, which gives
   * `fail("user cancel request", 1002)` and `complete()`. Twice, or after the end: does nothing. Never
   * throws. Vela docs, uploadtask page.
   */
  abort: () => void
  /**
   * Adds a listener for the progress of sending. The same function added twice is called once for each event.
   * Every listener is called (the device calls the first only). No event comes after the end or an abort.
   * Vela docs, uploadtask page.
   *
   * @param callback Called with each new state; one event with `progress` 100 comes before `success` if the
   *   whole body was sent.
   */
  onProgressUpdate: (callback: (res: UploadTaskOnProgressUpdateCallbackResult) => void) => void
  /**
   * Removes a progress listener. An unknown function: does nothing. Vela docs, uploadtask page.
   *
   * @param callback The function that was given to `onProgressUpdate`; without it, or with `null`, all
   *   listeners are removed.
   */
  offProgressUpdate: (
    callback?: ((res: UploadTaskOnProgressUpdateCallbackResult) => void) | null | undefined,
  ) => void
}

/** What a progress listener gets. Vela docs, uploadtask page: `onProgressUpdate`. */
export interface UploadTaskOnProgressUpdateCallbackResult {
  /** How much was sent, in percent: an integer 0–100, rounded down. */
  progress: number
  /** Bytes of the multipart body that were sent so far; more with each event, never 0. */
  totalBytesSent: number
  /** Bytes of the whole multipart body, the same as the request's Content-Length. */
  totalBytesExpectedToSend: number
}

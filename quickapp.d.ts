/**
 * `uploadtask/quickapp`: the upload API of the Quick App alliance (platform version 1100 and later),
 * `@system.uploadtask`, for Node.js.
 *
 * The names, shapes and codes are those of the Alliance docs (uploadtask, request, file organization and error
 * code pages). Where hapjs, the alliance's Android runtime, contradicts them, the documents hold; where they are
 * silent, hapjs does (the 30 s of {@link UploadFileCommonOption.timeout}, the `"Canceled"` of an abort). The
 * rest is as in `uploadtask/vela`.
 *
 * @packageDocumentation
 */

/** The module itself: `require('uploadtask/quickapp').default === require('uploadtask/quickapp')`. */
declare namespace quickapp {
  export {
    Fields,
    FormDataEntry,
    Headers,
    quickapp as default,
    UploadFile,
    UploadFileCommonOption,
    UploadFileListOption,
    UploadFileOption,
    UploadFileSuccessCallbackResult,
    UploadOneFileOption,
    UploadTask,
    UploadTaskOnProgressUpdateCallbackResult,
    uploadFile,
  }
}

export { quickapp as default }

/**
 * Uploads files as `multipart/form-data`. Alliance docs, uploadtask page: `uploadtask.uploadFile`.
 *
 * Returns at once and never returns a promise: the outcome comes through `success` or `fail`, once, and then
 * `complete`, always after the call has returned. Every HTTP status is a success. At most 5 Quick App uploads
 * of one runtime run at once (`maxConcurrency.quickapp`); the others wait their turn in the order of their
 * calls.
 *
 * @param options What to upload and where to. Read once, during the call; never changed.
 * @returns The running upload; for wrong arguments one that does nothing.
 * @throws {TypeError} naming the option, when one is of a wrong type, or `options` is missing, and there is no usable
 *   `fail`. With one, it gets code 202.
 *
 * @example
 * const task = uploadFile({
 *   url: 'https://example.com/upload',
 *   filePath: 'internal://files/photo.jpg',
 *   name: 'file',
 *   success: (res) => console.log(res.statusCode, res.data),
 *   fail: (data, code) => console.error(code, data),
 *   complete: () => console.log('done'),
 * })
 * task.onProgressUpdate(({ progress }) => console.log(`${progress}%`))
 * task.onHeadersReceived((headers) => console.log(headers['Content-Type']))
 */
export function uploadFile(options: UploadFileOption): UploadTask

/**
 * What {@link uploadFile} takes: one file by `filePath` and `name`, or several by `files`; both at once are an
 * error of the arguments, `fail(message, 202)`. For every option `null` and `undefined` count as absent.
 */
export type UploadFileOption = UploadOneFileOption | UploadFileListOption

/** One file. Alliance docs, uploadtask page. */
export interface UploadOneFileOption extends UploadFileCommonOption {
  /**
   * The file: `internal://cache/…`, `internal://files/…`, `internal://mass/…` or `internal://tmp/…`; else a
   * file of the host (`file://…`, absolute, or relative to the working directory) where one of that name
   * exists and `hostPaths` is on; else a resource of the app (`/Common/x`). The text is literal, never
   * percent-decoded, but for `file://`. Its last segment is the file name that the server sees.
   *
   * Required. Missing or empty: `fail(message, 202)`. A file that does not exist, an unknown `internal://` area, a
   * path out of its area: `fail(message, 301)`. A directory, not a regular file, or a file that cannot be opened:
   * `fail(message, 300)`. Alliance docs, uploadtask, file organization and error code pages.
   */
  filePath: string
  /**
   * The form key under which the server finds the file.
   *
   * Required. Missing or empty: `fail(message, 202)`. Alliance docs, uploadtask page.
   */
  name: string
  /** Not together with `filePath`: `fail(message, 202)`. */
  files?: null | undefined
}

/** Several files, or one, in the older shape. Alliance docs, request page: `request.upload`. */
export interface UploadFileListOption extends UploadFileCommonOption {
  /**
   * The files, sent as one part each, in this order.
   *
   * Required where there is no `filePath`. Empty: `fail(message, 202)`. If one of them cannot be opened,
   * nothing is sent at all. Alliance docs, request page.
   */
  files: readonly UploadFile[]
  /** Not together with `files`: `fail(message, 202)`. */
  filePath?: null | undefined
  /** The form key belongs to each of `files`. */
  name?: null | undefined
}

/** One of {@link UploadFileListOption.files}. Alliance docs, request page: `RequestFile`. */
export interface UploadFile {
  /**
   * The file, with all that {@link UploadOneFileOption.filePath} can say.
   *
   * Required. Missing or empty: `fail(message, 202)`. Alliance docs, request page.
   */
  uri: string
  /**
   * The form key under which the server finds the file.
   *
   * Default: `'file'`. Alliance docs, request page.
   */
  name?: string | null | undefined
  /**
   * The file name that the server sees.
   *
   * Default: the last segment of `uri`. Alliance docs, request page.
   */
  filename?: string | null | undefined
  /**
   * The part's Content-Type.
   *
   * Default: the type that belongs to the extension of the file name, else `application/octet-stream`.
   * A control character in it: `fail(message, 202)`. Alliance docs, request page.
   */
  type?: string | null | undefined
}

/** What both shapes of {@link UploadFileOption} have. */
export interface UploadFileCommonOption {
  /**
   * The server's address: an absolute `http:` or `https:` URL, its scheme in lower case.
   * User name and password in it become basic authentication; a fragment is not sent (WHATWG URL).
   *
   * Required. Missing, empty, malformed or of another scheme: `fail(message, 202)`.
   * Alliance docs, uploadtask page.
   */
  url: string
  /**
   * Further request headers. A string goes out as it is, a finite number as its decimal text; `null` and
   * `undefined` values are skipped. `Content-Type`, `Content-Length`, `Transfer-Encoding`, `Host`,
   * `Connection` and `Expect` belong to the upload itself and are dropped.
   *
   * Default: none. Any other value, an invalid name, or a control character in a value:
   * `fail(message, 202)`. Alliance docs, uploadtask page; RFC 9110 section 5.
   */
  header?: Fields | null | undefined
  /**
   * Form fields, sent before the files in the order of `Object.keys`. A string goes out as it is but for its
   * line ends, which become CRLF; a finite number as its decimal text; `null` and `undefined` values are
   * skipped.
   *
   * Default: none. Any other value: `fail(message, 202)`. Alliance docs, uploadtask page; WHATWG HTML,
   * multipart/form-data encoding algorithm.
   */
  formData?: Fields | null | undefined
  /**
   * Form fields in the older shape, sent behind those of `formData` and before the files: a list, in its own
   * order, or an object as `formData`.
   *
   * Default: none. Anything else: `fail(message, 202)`. Alliance docs, request page.
   */
  data?: readonly FormDataEntry[] | Fields | null | undefined
  /**
   * The request's method, in any letter case.
   *
   * Default: `'POST'`. Another one: `fail(message, 202)`. Alliance docs, request page.
   */
  method?: 'POST' | 'PUT' | 'post' | 'put' | null | undefined
  /**
   * The limit for the whole transfer, in milliseconds, counted from when the upload leaves the queue.
   * `0` means no limit at all; NaN, a negative or an infinite number means the default.
   *
   * Default: no limit for the whole, but the upload ends when no byte has moved, in either direction, for
   * 30000 ms. Both ends are `fail(message, 204)`. Alliance docs, uploadtask and error code pages; hapjs
   * (connect, read and write timeouts).
   */
  timeout?: number | null | undefined
  /**
   * Called once, with the answer, when an HTTP exchange was completed, whatever its status.
   *
   * Default: none. Alliance docs, uploadtask page.
   */
  success?: ((res: UploadFileSuccessCallbackResult) => void) | null | undefined
  /**
   * Called once when there is no answer: `data` is a readable cause (never empty), `code` one of these.
   *
   * | code | cause |
   * | --- | --- |
   * | 202 | an argument |
   * | 204 | timeout, by `timeout` or after 30 s without a byte |
   * | 205 | more uploads than `maxConcurrency.quickapp`, with `onLimit: 'fail'` |
   * | 300 | the file is a directory or not a regular file, or cannot be opened |
   * | 301 | there is no such file |
   * | 1000 | connect, DNS, TLS, proxy, a connection that broke, an answer that cannot be used, redirect, domain; the file changed while it was sent; after an abort, with the data `"Canceled"` |
   *
   * Default: none. Alliance docs, uploadtask and error code pages.
   */
  fail?: ((data: string, code: number) => void) | null | undefined
  /**
   * Called once after `success` or `fail`, with what that one got first, even if it threw.
   *
   * Default: none. Alliance docs, uploadtask page; hapjs.
   */
  complete?: ((data: UploadFileSuccessCallbackResult | string) => void) | null | undefined
}

/** Header or form fields by name: strings and finite numbers are sent, `null` and `undefined` are skipped. */
export interface Fields {
  /** The value of one field. */
  [name: string]: string | number | null | undefined
}

/** One field of {@link UploadFileCommonOption.data}. Alliance docs, request page: `RequestData`. */
export interface FormDataEntry {
  /** The field's name. Required. */
  name: string
  /** The field's value, as in {@link Fields}: with `null` or `undefined` the field is skipped. */
  value: string | number | null | undefined
}

/**
 * A response's headers, `{ 'Content-Type': 'application/json' }`: a header sent more than once is an array of its
 * values in the order of arrival, any other one a string. Each name is also there in lower case, as a property that
 * is not enumerable. Alliance docs, uploadtask page.
 */
export type Headers = Record<string, string | string[]>

/** What `success` gets. Alliance docs, uploadtask page. */
export interface UploadFileSuccessCallbackResult {
  /** The HTTP status code, for instance 200; 404 and 500 too. Alliance docs, uploadtask page. */
  statusCode: number
  /**
   * The body as text: JSON stays text, an empty body is `''`. Compressed bodies are decoded; the charset is
   * that of a byte order mark, else of Content-Type, else UTF-8. Alliance docs, uploadtask page.
   */
  data: string
  /** The response's headers. Alliance docs, uploadtask page. */
  headers: Headers
}

/**
 * A running upload. Its methods also work without the object: `const { abort } = task`. Alliance docs,
 * uploadtask page: `UploadTask`.
 */
export interface UploadTask {
  /**
   * Ends the upload: closes its connection, or takes it out of the queue before anything was sent.
   * `fail("Canceled", 1000)` and `complete("Canceled")` come after the call has returned; no listener runs any
   * more. Twice, or after the end: does nothing. Never throws. Alliance docs, uploadtask page; hapjs.
   */
  abort: () => void
  /**
   * Adds a listener for the progress of sending. The same function added twice is called once for each event.
   * No event comes after the end or an abort. Alliance docs, uploadtask page.
   *
   * @param callback Called with each new state; one event with `progress` 100 comes before `success` if the
   *   whole body was sent.
   */
  onProgressUpdate: (callback: (res: UploadTaskOnProgressUpdateCallbackResult) => void) => void
  /**
   * Removes a progress listener. An unknown function: does nothing. Alliance docs, uploadtask page.
   *
   * @param callback The function that was given to `onProgressUpdate`; without it, or with `null`, all
   *   listeners are removed.
   */
  offProgressUpdate: (
    callback?: ((res: UploadTaskOnProgressUpdateCallbackResult) => void) | null | undefined,
  ) => void
  /**
   * Adds a listener for the response's headers, called once, before `success`, for any status; not for 1xx
   * answers or redirects that were followed. The same function added twice is called once. Alliance docs,
   * uploadtask page.
   *
   * @param callback Called with the headers themselves, not with an object around them.
   */
  onHeadersReceived: (callback: (headers: Headers) => void) => void
  /**
   * Removes a listener for the response's headers. An unknown function: does nothing. Alliance docs,
   * uploadtask page.
   *
   * @param callback The function that was given to `onHeadersReceived`; without it, or with `null`, all
   *   listeners are removed.
   */
  offHeadersReceived: (callback?: ((headers: Headers) => void) | null | undefined) => void
}

/** What a progress listener gets. Alliance docs, uploadtask page: `onProgressUpdate`. */
export interface UploadTaskOnProgressUpdateCallbackResult {
  /** How much was sent, in percent: an integer 0–100, rounded down. */
  progress: number
  /** Bytes of the multipart body that were sent so far; more with each event, never 0. */
  totalBytesSent: number
  /** Bytes of the whole multipart body, the same as the request's Content-Length. */
  totalBytesExpectedToSend: number
}

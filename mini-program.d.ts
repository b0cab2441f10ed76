/**
 * What the `uploadFile` of mini-programs have in common, which grew after WeChat's. Where a platform publishes less than
 * WeChat, docs/contract/mini-programs.md says what is a choice.
 *
 * @packageDocumentation
 */

import type { IAnyObject, UploadTask as WeChatTask } from './wx.js'

export type { RequestProfile } from './wx.js'

/** What `uploadFile` takes; the types are checked before anything is opened. */
export interface UploadFileOption<Success> {
  /** The server's address: an absolute `http:` or `https:` URL. Required. */
  url: string
  /**
   * The file: a path of the host (absolute, relative to the working directory, or `file://…`), or one in the platform's
   * storage areas. Required.
   */
  filePath: string
  /** The form key under which the server finds the file; `''` is just a name. Required. */
  name: string
  /** Further request headers; values of any type are made strings. Those that the upload determines are dropped. Default: none. */
  header?: IAnyObject | undefined
  /**
   * Form fields, sent before the file in the order of `Object.keys`. Values of any type are made strings by `String(value)`;
   * `undefined` ones are skipped. Default: none.
   */
  formData?: IAnyObject | undefined
  /**
   * The limit for the whole transfer, in milliseconds, counted from when the upload leaves the queue. `0`, a negative number
   * and NaN mean the default: the runtime's `networkTimeout.uploadFile`, else 60000.
   */
  timeout?: number | undefined
  /** Called once, with the answer, whatever its status. Default: none. */
  success?: ((result: Success) => void) | undefined
  /** Called once when there is no answer, and after an abort. Default: none. */
  fail?: ((error: UploadFileFailResult) => void) | undefined
  /** Called once after `success` or `fail`, with the same object, even if that threw. Default: none. */
  complete?: ((result: Success | UploadFileFailResult) => void) | undefined
}

/** What `success` gets. */
export interface UploadFileSuccessResult {
  /** Always `'uploadFile:ok'`. */
  errMsg: 'uploadFile:ok'
  /** The HTTP status code, for instance 200; 404 and 500 too. */
  statusCode: number
  /**
   * The body as text: JSON stays text, an empty body is `''`. Compressed bodies are decoded; the charset is that of a byte
   * order mark, else of Content-Type, else UTF-8.
   */
  data: string
}

/** What `fail` gets: a plain object, not an `Error`. The platform publishes no number for it, so there is none. */
export interface UploadFileFailResult {
  /** `uploadFile:fail` and the cause. */
  errMsg: `uploadFile:fail${string}`
}

/** A running upload. Its methods also work without the object: `const { abort } = task`. */
export interface UploadTask extends Omit<WeChatTask, 'abort'> {
  /**
   * Ends the upload: closes its connection, or takes it out of the queue before anything was sent. `fail` and `complete` get
   * `{ errMsg }` after the call has returned; no listener runs any more. Twice, or after the end: does nothing.
   */
  abort: () => void
}

/**
 * `uploadtask/wx`: the upload API of WeChat mini-programs, `wx.uploadFile`, for Node.js.
 *
 * The names are those of `miniprogram-api-typings`; `typeof uploadFile` is assignable to
 * `WechatMiniprogram.Wx['uploadFile']`. The behaviour is that of the WeChat docs, wx.uploadFile and
 * UploadTask pages, the network guide and the table of errno values.
 *
 * @packageDocumentation
 */

/**
 * The module itself: `require('uploadtask/wx').default === require('uploadtask/wx')`. Can be used as `globalThis.wx`
 * by code that uploads.
 */
declare namespace wx {
  export {
    IAnyObject,
    RequestProfile,
    TypedUploadFileOption,
    UploadFileCompleteCallback,
    UploadFileFailCallback,
    UploadFileFailCallbackResult,
    UploadFileOption,
    UploadFileSuccessCallback,
    UploadFileSuccessCallbackResult,
    UploadTask,
    UploadTaskOnHeadersReceivedCallback,
    UploadTaskOnHeadersReceivedListenerResult,
    UploadTaskOnProgressUpdateCallback,
    UploadTaskOnProgressUpdateListenerResult,
    uploadFile,
    wx as default,
  }
}

export { wx as default }

/**
 * Uploads one file as `multipart/form-data` by POST. WeChat docs, wx.uploadFile.
 *
 * Returns at once and never returns a promise nor throws for wrong arguments: the outcome comes through
 * `success` or `fail`, once, and then `complete`, always after the call has returned. Every completed HTTP
 * exchange is a success, whatever its status. At most 10 uploads of `wx` and `taro` together run at once in
 * one runtime (`maxConcurrency`); the others wait their turn in the order of their calls.
 *
 * @param option What to upload and where to. Never changed.
 * @returns The running upload; for wrong arguments one that does nothing.
 *
 * @example
 * const task = uploadFile({
 *   url: 'https://example.com/upload',
 *   filePath: './photo.jpg',
 *   name: 'file',
 *   formData: { user: 'test' },
 *   success: (res) => console.log(res.statusCode, res.data),
 *   fail: (err) => console.error(err.errno, err.errMsg),
 * })
 * task.onProgressUpdate(({ progress }) => console.log(`${progress}%`))
 */
export function uploadFile(option: UploadFileOption): UploadTask
/**
 * The same call for options that were declared as `WechatMiniprogram.UploadFileOption`.
 *
 * @param option What to upload and where to.
 */
export function uploadFile(option: TypedUploadFileOption): UploadTask

/**
 * What {@link uploadFile} takes. WeChat docs, wx.uploadFile; the types are checked before anything is opened.
 */
export interface UploadFileOption {
  /**
   * The server's address: an absolute `http:` or `https:` URL. User name and password in it become basic
   * authentication; a fragment is not sent (WHATWG URL).
   *
   * Required. Missing or not a string: `uploadFile:fail parameter error: parameter.url should be String instead
   * of Undefined;`, errno 1001. Empty, malformed or of another scheme: `uploadFile:fail invalid url "…"`,
   * errno 600009. A host that is not in the runtime's `domains`: `uploadFile:fail url not in domain list`,
   * errno 600002. WeChat docs, wx.uploadFile.
   */
  url: string
  /**
   * The file: a path of the host (absolute, relative to the working directory, or `file://…`), or one of
   * WeChat's: `wxfile://usr/…`, `http://usr/…`, `wxfile://tmp_…`, `http://tmp/…`, `wxfile://store_…`,
   * `http://store/…`, which are folders under `<root>/wx`.
   *
   * Required. Missing or not a string: errno 1001. Empty, or no such file: `uploadFile:fail createUploadTask:fail
   * file not found`, errno 1300002. A directory: errno 1300021. Unreadable, or not a regular file: errno 1300013.
   * Changed while it was sent: errno 600010. WeChat docs, wx.uploadFile and file system.
   */
  filePath: string
  /**
   * The form key under which the server finds the file; `''` is just a name.
   *
   * Required. Missing or not a string: errno 1001. WeChat docs, wx.uploadFile.
   */
  name: string
  /**
   * Further request headers; values of any type are made strings. `Referer` cannot be set. `Content-Type` is
   * dropped, because the upload's own has the boundary; so are `Content-Length`, `Transfer-Encoding`, `Host`,
   * `Connection` and `Expect`. `Cookie` is sent.
   *
   * Default: none. Not an object: errno 1001. A control character in a name or value:
   * `uploadFile:fail invalid header "<name>"`, errno 1001. WeChat docs, wx.uploadFile and network guide.
   */
  header?: IAnyObject | undefined
  /**
   * Form fields, sent before the file in the order of `Object.keys`. Values of any type are made strings by
   * `String(value)`; `undefined` ones are skipped.
   *
   * Default: none. Not an object: errno 1001.
   * WeChat docs, wx.uploadFile; WHATWG HTML, multipart/form-data encoding algorithm.
   */
  formData?: IAnyObject | undefined
  /**
   * The limit for the whole transfer, in milliseconds, counted from when the upload leaves the queue. `0`, a
   * negative number and NaN mean the default.
   *
   * Default: the runtime's `networkTimeout.uploadFile`, else 60000. When it is over: `uploadFile:fail
   * timeout`, errno 5. Not a number: errno 1001. WeChat docs, wx.uploadFile and app.json `networkTimeout`.
   */
  timeout?: number | undefined
  /**
   * Offers HTTP/2 to `https:` servers, by ALPN. A server that does not speak it gets HTTP/1.1, as do `http:`
   * ones.
   *
   * Default: `false`, which any other value than `true` means too. WeChat docs, wx.uploadFile.
   */
  enableHttp2?: boolean | undefined
  /**
   * Whether the result has a `profile`.
   *
   * Default: `true`, which any other value than `false` means too. WeChat docs, wx.uploadFile.
   */
  enableProfile?: boolean | undefined
  /**
   * Taro only: the file name that the server sees. `wx.uploadFile` ignores it, as WeChat does.
   *
   * Default: the last segment of `filePath`. Taro docs, Taro.uploadFile (H5).
   */
  fileName?: string | undefined
  /** Accepted and ignored: HTTP/3 is not spoken. Default: `false`. WeChat docs, wx.uploadFile. */
  enableQuic?: boolean | undefined
  /** Accepted and ignored. Default: `false`. WeChat docs, wx.request. */
  useHighPerformanceMode?: boolean | undefined
  /**
   * Accepted and ignored: the file part's type follows the file name. Default: none. Alipay docs,
   * my.uploadFile.
   */
  fileType?: string | undefined
  /** Accepted and ignored: there is no loading indicator. Default: `false`. Alipay docs, my.uploadFile. */
  hideLoading?: boolean | undefined
  /** Accepted and ignored: there is no cookie store. Default: `true`. Taro docs, Taro.uploadFile (H5). */
  withCredentials?: boolean | undefined
  /**
   * Called once, with the answer, when an HTTP exchange was completed, whatever its status.
   *
   * Default: none. WeChat docs, wx.uploadFile.
   */
  success?: UploadFileSuccessCallback | undefined
  /**
   * Called once when there is no answer, and after an abort.
   *
   * Default: none. WeChat docs, wx.uploadFile.
   */
  fail?: UploadFileFailCallback | undefined
  /**
   * Called once after `success` or `fail`, with the same object, even if that threw.
   *
   * Default: none. WeChat docs, wx.uploadFile.
   */
  complete?: UploadFileCompleteCallback | undefined
}

/**
 * {@link UploadFileOption} with a `success` that was declared by `miniprogram-api-typings`, where every field
 * of `profile` is said to be there; see {@link RequestProfile} for those that are.
 */
export interface TypedUploadFileOption extends Omit<UploadFileOption, 'success'> {
  /** Called once, with the answer, as {@link UploadFileOption.success}. Default: none. */
  // biome-ignore lint/suspicious/noExplicitAny: only `any` may stand for a profile that promises every field.
  success?: ((result: UploadFileSuccessCallbackResult & { profile: any }) => void) | undefined
}

/** An object with values of any type. `miniprogram-api-typings`, `WechatMiniprogram.IAnyObject`. */
// biome-ignore lint/suspicious/noExplicitAny: with `unknown`, an object declared as an interface would not fit.
export type IAnyObject = Record<string, any>

/** `success` of {@link UploadFileOption}. */
export type UploadFileSuccessCallback = (result: UploadFileSuccessCallbackResult) => void
/** `fail` of {@link UploadFileOption}. */
export type UploadFileFailCallback = (err: UploadFileFailCallbackResult) => void
/** `complete` of {@link UploadFileOption}; `errMsg` tells which of the two came. */
export type UploadFileCompleteCallback = (
  res: UploadFileSuccessCallbackResult | UploadFileFailCallbackResult,
) => void

/** What `success` gets. WeChat docs, wx.uploadFile. */
export interface UploadFileSuccessCallbackResult {
  /** Always `'uploadFile:ok'`. WeChat docs, wx.uploadFile. */
  errMsg: 'uploadFile:ok'
  /** The HTTP status code, for instance 200; 404 and 500 too. WeChat docs, wx.uploadFile. */
  statusCode: number
  /**
   * The body as text: JSON stays text, an empty body is `''`. Compressed bodies are decoded; the charset is
   * that of a byte order mark, else of Content-Type, else UTF-8. WeChat docs, wx.uploadFile.
   */
  data: string
  /**
   * The response's headers, `{ 'Content-Type': 'application/json' }`; a header sent more than once has its values
   * joined by `,` in the order of arrival. Each name is also there in lower case, as a property that is not
   * enumerable. Given by WeChat, though its typings do not say so; Taro docs, Taro.uploadFile.
   */
  header: Record<string, string>
  /**
   * The values of the Set-Cookie headers, one entry for each; `[]` when there are none. Given by WeChat,
   * though its typings do not say so; Taro docs, Taro.uploadFile.
   */
  cookies: string[]
  /**
   * When things happened; absent with `enableProfile: false`. WeChat docs, wx.uploadFile and network
   * performance.
   */
  profile?: RequestProfile
}

/**
 * What `fail` gets, and what the promise of Taro rejects with: a plain object, not an `Error`. WeChat docs,
 * wx.uploadFile and the table of errno values.
 */
export interface UploadFileFailCallbackResult {
  /**
   * `uploadFile:fail` and the cause; for an abort exactly `uploadFile:fail abort`, for the timeout exactly
   * `uploadFile:fail timeout`. WeChat docs, wx.uploadFile.
   */
  errMsg: `uploadFile:fail${string}`
  /**
   * The cause as a number.
   *
   * | errno | cause |
   * | --- | --- |
   * | 5 | timeout |
   * | 1001 | a missing or wrong-typed argument, a header that cannot be sent |
   * | 600001 | connect, DNS, TLS, proxy, a connection that broke, a bad or too large answer |
   * | 600002 | the host is not in the runtime's `domains` |
   * | 600004 | aborted |
   * | 600007 | more uploads than `maxConcurrency`, with `onLimit: 'fail'` |
   * | 600008 | too many redirects |
   * | 600009 | malformed or non-http(s) URL |
   * | 600010 | the file changed or was lost while it was sent |
   * | 1300002 | no such file |
   * | 1300013 | the file may not be read, or is not a regular file |
   * | 1300021 | a directory |
   *
   * WeChat docs, table of errno values.
   */
  errno: number
}

/**
 * When things happened and how much went over the wire: times in milliseconds since the epoch, never
 * decreasing in the order below. What was not measured is absent, never 0; fields of WeChat's that are not
 * listed here are never measured. After redirects the numbers of the request and of the response are those of
 * the last one. WeChat docs, network performance.
 */
export interface RequestProfile {
  /** When `uploadFile` was called, ms since the epoch. */
  invokeStart?: number
  /** When the upload entered the queue, ms since the epoch: the same as `invokeStart`. */
  queueStart?: number
  /** When the upload left the queue, ms since the epoch. */
  queueEnd?: number
  /** When the transfer began, with opening the file, ms since the epoch. */
  fetchStart?: number
  /**
   * When the connection stood and asked for the request's body, ms since the epoch. Absent, as are `requestEnd`
   * and `sendBytesCount`, after a redirect that turned the upload into a GET.
   */
  requestStart?: number
  /**
   * When the network had taken the last byte of the request's body, ms since the epoch. Absent when the server
   * answered before that.
   */
  requestEnd?: number
  /** When the head of the response was there, 1xx answers aside, ms since the epoch. */
  responseStart?: number
  /** When the last byte of the response was there, ms since the epoch. */
  responseEnd?: number
  /** Bytes of the request's body that the network had taken when the head of the response was there. */
  sendBytesCount?: number
  /** Bytes of the response's body that were received, before decoding. The spelling is WeChat's. */
  receivedBytedCount?: number
  /** The protocol that was spoken: `http1.1` or `h2`, to an old server `http1.0`. */
  protocol?: string
  /** The server's IP address, or the proxy's. */
  peerIP?: string
  /** The server's port, or the proxy's. */
  port?: number
}

/**
 * A running upload. Its methods also work without the object: `const { abort } = task`. WeChat docs,
 * UploadTask.
 */
export interface UploadTask {
  /**
   * Ends the upload: closes its connection, or takes it out of the queue before anything was sent. `fail` and
   * `complete` get `{ errMsg: 'uploadFile:fail abort', errno: 600004 }` after the call has returned; no
   * listener runs any more. Twice, or after the end: does nothing. Never throws. WeChat docs,
   * UploadTask.abort.
   */
  abort: () => void
  /**
   * Adds a listener for the progress of sending; a function added twice is called twice, anything but a function is
   * ignored. One added in the same tick as the call misses nothing. WeChat docs, UploadTask.onProgressUpdate.
   *
   * @param listener Called with each new state; one event with `progress` 100 comes before `success` if the
   *   whole body was sent.
   */
  onProgressUpdate: (listener: UploadTaskOnProgressUpdateCallback) => void
  /**
   * Removes a progress listener. WeChat docs, UploadTask.offProgressUpdate.
   *
   * @param listener The function that was given to `onProgressUpdate`, of which one registration is removed;
   *   without it all listeners are.
   */
  offProgressUpdate: (listener?: UploadTaskOnProgressUpdateCallback | undefined) => void
  /**
   * Adds a listener for the response's headers, called once, before `success`, for any status; not for 1xx
   * answers or redirects that were followed. WeChat docs, UploadTask.onHeadersReceived.
   *
   * @param listener Called with the headers.
   */
  onHeadersReceived: (listener: UploadTaskOnHeadersReceivedCallback) => void
  /**
   * Removes a listener for the response's headers. WeChat docs, UploadTask.offHeadersReceived.
   *
   * @param listener The function that was given to `onHeadersReceived`, of which one registration is removed;
   *   without it all listeners are.
   */
  offHeadersReceived: (listener?: UploadTaskOnHeadersReceivedCallback | undefined) => void
}

/** A progress listener. */
export type UploadTaskOnProgressUpdateCallback = (result: UploadTaskOnProgressUpdateListenerResult) => void
/** A listener for the response's headers. */
export type UploadTaskOnHeadersReceivedCallback = (result: UploadTaskOnHeadersReceivedListenerResult) => void

/** What a progress listener gets. WeChat docs, UploadTask.onProgressUpdate. */
export interface UploadTaskOnProgressUpdateListenerResult {
  /** How much was sent, in percent: an integer 0–100, rounded down. */
  progress: number
  /** Bytes of the multipart body that were sent so far; more with each event. */
  totalBytesSent: number
  /** Bytes of the whole multipart body, the same as the request's Content-Length. */
  totalBytesExpectedToSend: number
}

/** What a listener for the response's headers gets. WeChat docs, UploadTask.onHeadersReceived. */
export interface UploadTaskOnHeadersReceivedListenerResult {
  /** The response's headers, as {@link UploadFileSuccessCallbackResult.header}. */
  header: Record<string, string>
}

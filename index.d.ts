/**
 * `uploadtask`: the upload API of the mini-program world for Node.js, with real uploads.
 *
 * The module itself is the Vela dialect (`uploadFile`); `vela`, `wx` and `taro` have the `uploadFile` of each
 * dialect, as have `uploadtask/vela`, `uploadtask/wx` and `uploadtask/taro`; `createRuntime` makes the three
 * with a configuration. The types of a dialect are in its namespace, under the platform's names:
 * `uploadtask.wx.UploadFileOption`, `uploadtask.taro.uploadFile.Option`; Vela's also stand at the top.
 */
import * as taro from './taro.js'
import * as vela from './vela.js'
import {
  type Fields,
  type UploadFileOption,
  type UploadFileSuccessCallbackResult,
  type UploadTask,
  type UploadTaskOnProgressUpdateCallbackResult,
  uploadFile,
} from './vela.js'
import * as wx from './wx.js'

/** The module itself: `require('uploadtask').default === require('uploadtask')`. */
declare namespace uploadtask {
  export {
    createRuntime,
    Fields,
    MaxConcurrency,
    NetworkTimeout,
    Runtime,
    RuntimeOptions,
    /** Taro: `taro.uploadFile` returns a promise that is the task too. Taro docs, Taro.uploadFile. */
    taro,
    UploadFileOption,
    UploadFileSuccessCallbackResult,
    UploadTask,
    UploadTaskOnProgressUpdateCallbackResult,
    uploadFile,
    uploadtask as default,
    /** Xiaomi Vela: `vela.uploadFile` is this module's `uploadFile`. Vela docs, uploadtask page. */
    vela,
    /** WeChat: `wx.uploadFile` returns a task. WeChat docs, wx.uploadFile. */
    wx,
  }
}

/** Taro: `taro.uploadFile` returns a promise that is the task too. Taro docs, Taro.uploadFile. */
export * as taro from './taro.js'
/** The members of {@link vela}, which are this module's own too: `uploadFile` and its types. */
export * from './vela.js'
/** Xiaomi Vela quick apps: `vela.uploadFile` is this module's `uploadFile`. Vela docs, uploadtask page. */
export * as vela from './vela.js'
/** WeChat mini-programs: `wx.uploadFile` returns a task. WeChat docs, wx.uploadFile. */
export * as wx from './wx.js'
export { uploadtask as default }

/**
 * Makes the three dialects with a configuration, a queue and a connection pool of their own. The functions of
 * the module belong to one default runtime without configuration, which is made at the first upload.
 *
 * @param config The configuration; read once, never changed.
 * @returns The dialects.
 * @throws {TypeError} naming the option, when one is unknown or of a wrong type: `createRuntime: unknown
 *   option "maxConcurency" (did you mean "maxConcurrency"?)`.
 *
 * @example
 * const { wx } = createRuntime({ maxConcurrency: 2, domains: ['upload.example.com'] })
 * wx.uploadFile({ url: 'https://upload.example.com/', filePath: './photo.jpg', name: 'file' })
 */
export function createRuntime(config?: RuntimeOptions | undefined): Runtime

/** What {@link createRuntime} makes: the dialects, which share one configuration. */
export interface Runtime {
  /** Xiaomi Vela, with a limit of its own (`maxConcurrency.vela`). */
  vela: {
    /** Uploads one file. Vela docs, uploadtask page. */
    uploadFile: typeof vela.uploadFile
  }
  /** WeChat, with one limit for it and Taro together (`maxConcurrency.wx`). Fit to be `globalThis.wx`. */
  wx: {
    /** Uploads one file. WeChat docs, wx.uploadFile. */
    uploadFile: typeof wx.uploadFile
  }
  /** Taro, with one limit for it and WeChat together (`maxConcurrency.wx`). */
  taro: {
    /** Uploads one file. Taro docs, Taro.uploadFile. */
    uploadFile: typeof taro.uploadFile
  }
}

/**
 * What {@link createRuntime} takes. `undefined` counts as absent; an unknown option, or one of a wrong type,
 * makes `createRuntime` throw a `TypeError` that names it: `createRuntime: option "root" should be a string
 * instead of Number`.
 */
export interface RuntimeOptions {
  /**
   * The folder of the storage areas that `internal://…` (Vela) and `wxfile://…` (WeChat, Taro) name.
   *
   * Default: `data/quickapp` in the working directory, as in the host build of Vela. No string: `TypeError`.
   */
  root?: string | undefined
  /**
   * The app's package name, the part of the path that keeps the areas of different apps apart:
   * `internal://files/a` is `<root>/files/<package>/a`. Vela docs, file organization.
   *
   * Default: `'app'`. No string: `TypeError`.
   */
  package?: string | undefined
  /**
   * The folder of the app's own resources: `/Common/a.png` is `<appDir>/Common/a.png`. Vela only. Vela docs,
   * project structure.
   *
   * Default: `<root>/app/<package>`. No string: `TypeError`.
   */
  appDir?: string | undefined
  /**
   * Whether `filePath` of the Vela dialect may name files of the host. With `false` only `internal://…` and
   * the app's resources can be read; others give `fail("invalid filename", 202)`.
   *
   * Default: `true`. No boolean: `TypeError`.
   */
  hostPaths?: boolean | undefined
  /**
   * How many uploads run at once, integers from 1: a number sets both limits alike. What happens to the uploads
   * beyond it is set by {@link RuntimeOptions.onLimit}.
   *
   * Default: `{ vela: 5, wx: 10 }`, the platforms' own limits. Else: `TypeError`.
   * Vela source, `uv_request.c`; WeChat docs, network guide.
   */
  maxConcurrency?: number | MaxConcurrency | undefined
  /**
   * What happens to an upload beyond `maxConcurrency`: `'queue'` lets it wait its turn, in the order of the
   * calls; `'fail'` ends it, with code 205 (Vela) or `uploadFile:fail exceed max task count`, errno 600007
   * (WeChat, Taro).
   *
   * Default: `'queue'`. Another value: `TypeError`.
   */
  onLimit?: 'queue' | 'fail' | undefined
  /**
   * The default of `timeout` for WeChat and Taro, in the shape of app.json. WeChat docs, app.json
   * `networkTimeout`.
   *
   * Default: `{ uploadFile: 60000 }`. No object, or a value that is no number: `TypeError`.
   */
  networkTimeout?: NetworkTimeout | undefined
  /**
   * The hosts that may be uploaded to, each as `host`, `host:port` or an origin `https://host[:port]`.
   * Checked for the URL and for every redirect. Others give code 200 (Vela) or `uploadFile:fail url not in
   * domain list`, errno 600002 (WeChat, Taro). WeChat docs, network guide (domain list).
   *
   * Default: all hosts. No array of strings: `TypeError`.
   */
  domains?: readonly string[] | undefined
  /**
   * The URL of a proxy for all uploads, or `false` for none.
   *
   * Default: that of the environment (`HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`, in lower case
   * too), which is never used for `localhost`, `127.0.0.0/8` and `::1`. No URL and not `false`: `TypeError`.
   * A proxy that fails or refuses gives code 200 (Vela) or errno 600001 (WeChat, Taro).
   */
  proxy?: string | false | undefined
  /**
   * Further certificates to trust, as PEM, beside the system's roots and those of `NODE_EXTRA_CA_CERTS`.
   *
   * Default: none. No string, `Uint8Array` or array of these: `TypeError`.
   */
  ca?: string | Uint8Array | ReadonlyArray<string | Uint8Array> | undefined
  /**
   * Whether the server's certificate is verified. `false` accepts any: for tests only. No environment
   * variable turns it off. A certificate that is refused gives code 200 (Vela) or errno 600001 (WeChat,
   * Taro).
   *
   * Default: `true`. No boolean: `TypeError`.
   */
  rejectUnauthorized?: boolean | undefined
  /**
   * The limit for a response's body, in bytes after decoding. Beyond it: code 200 (Vela) or errno 600001
   * (WeChat, Taro).
   *
   * Default: 67108864 (64 MiB). No number: `TypeError`.
   */
  maxResponseBytes?: number | undefined
  /**
   * How the body is written: `'portable'` is what browsers send (WHATWG HTML, multipart/form-data encoding
   * algorithm; RFC 7578); `'device'` what the watch sends, for Vela only.
   *
   * Default: `'portable'`. `'device'` is not available yet: `TypeError`.
   */
  wire?: 'portable' | 'device' | undefined
  /**
   * What `abort` of a Vela task does: `'silent'` calls nothing, as on the device; `'fail'` calls
   * `fail("user cancel request", 1002)` and `complete()`, for code that wraps the call in a promise.
   *
   * Default: `'silent'`. Another value: `TypeError`.
   */
  abort?: 'silent' | 'fail' | undefined
  /**
   * The User-Agent header of uploads whose `header` has none. RFC 9110 section 10.1.5.
   *
   * Default: `uploadtask/<version>`. No string: `TypeError`.
   */
  userAgent?: string | undefined
}

/** How many uploads run at once, for each of the two limits. See {@link RuntimeOptions.maxConcurrency}. */
export interface MaxConcurrency {
  /** Vela uploads: an integer from 1. Default: 5. Else: `TypeError`. */
  vela?: number | undefined
  /** WeChat and Taro uploads together: an integer from 1. Default: 10. Else: `TypeError`. */
  wx?: number | undefined
}

/** Limits in milliseconds, in the shape of app.json. WeChat docs, app.json `networkTimeout`. */
export interface NetworkTimeout {
  /** The default of `timeout` of `wx.uploadFile` and `Taro.uploadFile`, in ms. Default: 60000. */
  uploadFile?: number | undefined
  /** Accepted and ignored: for `wx.request`, in ms. */
  request?: number | undefined
  /** Accepted and ignored: for `wx.connectSocket`, in ms. */
  connectSocket?: number | undefined
  /** Accepted and ignored: for `wx.downloadFile`, in ms. */
  downloadFile?: number | undefined
}

/**
 * `uploadtask`: the upload API of the mini-program world for Node.js, with real uploads.
 *
 * The module itself is the Vela dialect (`uploadFile`); `vela`, `quickapp`, `wx`, `taro`, `alipay` and the other mini-programs have the
 * `uploadFile` of each dialect, as have `uploadtask/vela`, `uploadtask/quickapp`, `uploadtask/wx`, `uploadtask/taro`
 * and `uploadtask/alipay`; `files` fills the storage areas of their file paths; `createRuntime` makes all of them with a configuration.
 * The types of a dialect are in its namespace, under the platform's names: `uploadtask.wx.UploadFileOption`,
 * `uploadtask.taro.uploadFile.Option`; Vela's also stand at the top.
 *
 * A program that has these types knows `@system.uploadtask` too, as the Vela dialect; with
 * `"types": ["uploadtask/system-quickapp"]` in its tsconfig, as the Quick App dialect.
 *
 * @packageDocumentation
 */
/// <reference path="./lib/integrations/system-vela.d.ts" />
import * as alipay from './alipay.js'
import * as dd from './dd.js'
import * as has from './has.js'
import * as jd from './jd.js'
import * as ks from './ks.js'
import * as qq from './qq.js'
import * as quickapp from './quickapp.js'
import * as swan from './swan.js'
import * as taro from './taro.js'
import * as tt from './tt.js'
import * as uni from './uni.js'
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
import * as xhs from './xhs.js'

/** The module itself: `require('uploadtask').default === require('uploadtask')`. */
declare namespace uploadtask {
  export {
    /** Alipay: `alipay.uploadFile` returns a promise that is the task too. Alipay docs, my.uploadFile. */
    alipay,
    createRuntime,
    /** DingTalk mini-programs, `dd.uploadFile`. */
    dd,
    Fields,
    Files,
    /** Fills the storage areas of the default runtime. */
    files,
    /** Atomic services of HarmonyOS, `has.uploadFile`. */
    has,
    /** JD mini-programs, `jd.uploadFile`. */
    jd,
    /** Kuaishou mini-programs, `ks.uploadFile`. */
    ks,
    MaxConcurrency,
    NetworkTimeout,
    /** QQ mini-programs, `qq.uploadFile`. */
    qq,
    /** Quick App alliance: `quickapp.uploadFile` returns a task. Alliance docs, uploadtask page. */
    quickapp,
    Runtime,
    RuntimeOptions,
    /** Baidu smart programs, `swan.uploadFile`. */
    swan,
    /** Taro: `taro.uploadFile` returns a promise that is the task too. Taro docs, Taro.uploadFile. */
    taro,
    /** Douyin mini-programs, `tt.uploadFile`, and those of Lark. */
    tt,
    UploadFileOption,
    UploadFileSuccessCallbackResult,
    UploadTask,
    UploadTaskOnProgressUpdateCallbackResult,
    /** uni-app: `uni.uploadFile` returns a task where there is a callback, else a promise. uni-app docs, uni.uploadFile. */
    uni,
    uploadFile,
    uploadtask as default,
    /** Xiaomi Vela: `vela.uploadFile` is this module's `uploadFile`. Vela docs, uploadtask page. */
    vela,
    /** WeChat: `wx.uploadFile` returns a task. WeChat docs, wx.uploadFile. */
    wx,
    /** Xiaohongshu mini-programs, `xhs.uploadFile`. */
    xhs,
  }
}

/** Alipay mini-programs: `alipay.uploadFile` returns a promise that is the task too. Alipay docs, my.uploadFile. */
export * as alipay from './alipay.js'
/** DingTalk mini-programs, `dd.uploadFile`. */
export * as dd from './dd.js'
/** Atomic services of HarmonyOS, `has.uploadFile`. */
export * as has from './has.js'
/** JD mini-programs, `jd.uploadFile`. */
export * as jd from './jd.js'
/** Kuaishou mini-programs, `ks.uploadFile`. */
export * as ks from './ks.js'
/** QQ mini-programs, `qq.uploadFile`. */
export * as qq from './qq.js'
/** Quick App alliance: `quickapp.uploadFile` returns a task. Alliance docs, uploadtask page. */
export * as quickapp from './quickapp.js'
/** Baidu smart programs, `swan.uploadFile`. */
export * as swan from './swan.js'
/** Taro: `taro.uploadFile` returns a promise that is the task too. Taro docs, Taro.uploadFile. */
export * as taro from './taro.js'
/** Douyin mini-programs, `tt.uploadFile`, and those of Lark. */
export * as tt from './tt.js'
/** uni-app: `uni.uploadFile` returns a task where there is a callback, else a promise. uni-app docs, uni.uploadFile. */
export * as uni from './uni.js'
/** The members of {@link vela}, which are this module's own too: `uploadFile` and its types. */
export * from './vela.js'
/** Xiaomi Vela quick apps: `vela.uploadFile` is this module's `uploadFile`. Vela docs, uploadtask page. */
export * as vela from './vela.js'
/** WeChat mini-programs: `wx.uploadFile` returns a task. WeChat docs, wx.uploadFile. */
export * as wx from './wx.js'
/** Xiaohongshu mini-programs, `xhs.uploadFile`. */
export * as xhs from './xhs.js'
export { uploadtask as default }

/**
 * Makes the dialects with a configuration, queues and a connection pool of their own. The functions of the
 * module belong to one default runtime, which is made at their first use: without configuration, unless
 * `uploadtask/register` or a preset of a test runner gave it one.
 *
 * @param config The configuration; read once, never changed.
 * @returns The dialects, and `files`.
 * @throws {TypeError} naming the option, when one is unknown, of a wrong type, or cannot be used:
 *   `createRuntime: unknown option "maxConcurency" (did you mean "maxConcurrency"?)`.
 *
 * @example
 * const { wx } = createRuntime({ maxConcurrency: 2, domains: ['upload.example.com'] })
 * wx.uploadFile({ url: 'https://upload.example.com/', filePath: './photo.jpg', name: 'file' })
 */
export function createRuntime(config?: RuntimeOptions | undefined): Runtime

/** Fills the storage areas of the default runtime, whose dialects are those of the module. */
export const files: Files

/** What {@link createRuntime} makes: the dialects, which share one configuration. */
export interface Runtime {
  /** Xiaomi Vela, with a limit of its own (`maxConcurrency.vela`). */
  vela: {
    /** Uploads one file. Vela docs, uploadtask page. */
    uploadFile: typeof vela.uploadFile
  }
  /** Quick App alliance, with a limit of its own (`maxConcurrency.quickapp`). */
  quickapp: {
    /** Uploads files. Alliance docs, uploadtask page. */
    uploadFile: typeof quickapp.uploadFile
  }
  /** WeChat, with one limit for it and Taro together (`maxConcurrency.wx`). Can be used as `globalThis.wx`. */
  wx: {
    /** Uploads one file. WeChat docs, wx.uploadFile. */
    uploadFile: typeof wx.uploadFile
  }
  /** Taro, with one limit for it and WeChat together (`maxConcurrency.wx`). */
  taro: {
    /** Uploads one file. Taro docs, Taro.uploadFile. */
    uploadFile: typeof taro.uploadFile
  }
  /** Alipay, with a limit of its own (`maxConcurrency.alipay`). Can be used as `globalThis.my`. */
  alipay: {
    /** Uploads one file. Alipay docs, my.uploadFile. */
    uploadFile: typeof alipay.uploadFile
  }
  /** Douyin mini-programs, `tt.uploadFile`, and those of Lark, with a limit of its own (`maxConcurrency.tt`). */
  tt: {
    /** Uploads one file. */
    uploadFile: typeof tt.uploadFile
  }
  /** Baidu smart programs, `swan.uploadFile`, with a limit of its own (`maxConcurrency.swan`). */
  swan: {
    /** Uploads one file. */
    uploadFile: typeof swan.uploadFile
  }
  /** QQ mini-programs, `qq.uploadFile`, with a limit of its own (`maxConcurrency.qq`). */
  qq: {
    /** Uploads one file. */
    uploadFile: typeof qq.uploadFile
  }
  /** JD mini-programs, `jd.uploadFile`, with a limit of its own (`maxConcurrency.jd`). */
  jd: {
    /** Uploads one file. */
    uploadFile: typeof jd.uploadFile
  }
  /** Kuaishou mini-programs, `ks.uploadFile`, with a limit of its own (`maxConcurrency.ks`). */
  ks: {
    /** Uploads one file. */
    uploadFile: typeof ks.uploadFile
  }
  /** Xiaohongshu mini-programs, `xhs.uploadFile`, with a limit of its own (`maxConcurrency.xhs`). */
  xhs: {
    /** Uploads one file. */
    uploadFile: typeof xhs.uploadFile
  }
  /** Atomic services of HarmonyOS, `has.uploadFile`, with a limit of its own (`maxConcurrency.has`). */
  has: {
    /** Uploads one file. */
    uploadFile: typeof has.uploadFile
  }
  /** DingTalk mini-programs, `dd.uploadFile`, with a limit of its own (`maxConcurrency.dd`). */
  dd: {
    /** Uploads one file. */
    uploadFile: typeof dd.uploadFile
  }
  /** uni-app, `uni.uploadFile`, with a limit of its own (`maxConcurrency.uni`). */
  uni: {
    /** Uploads one file, or several. */
    uploadFile: typeof uni.uploadFile
  }
  /** Fills the storage areas under the runtime's `root`. */
  files: Files
}

/**
 * Puts files where an app's file paths find them: for tests and tools, in place of what fills the areas on a device.
 * Synchronous; makes the folders that are missing; a file is there as a whole or not at all. Nothing is ever written
 * outside of the areas.
 */
export interface Files {
  /**
   * Copies a file of the host into the temporary area, under a new random name with the same extension: what `chooseImage` does
   * with a picture. The area is WeChat's, `<root>/wx/tmp`; for the `files` of the module it is that of the platform whose
   * global `uploadtask/register` or a preset of a test runner has set.
   *
   * @param hostPath The file: absolute, relative to the working directory, or `file://…`, also as a `URL`.
   * @returns The path for `filePath`: `http://tmp/<name>` of WeChat and Taro, `ttfile://temp/<name>` of Douyin.
   * @throws {TypeError} when `hostPath` is neither, and for QQ and Xiaohongshu, whose paths of chosen files are not published.
   * @throws {Error} with `code` (`ENOENT`, `EACCES` …) and a sentence that names the path, when the file cannot be
   *   read or copied.
   *
   * @example
   * const { wx, files } = createRuntime({ root: 'target/areas' })
   * wx.uploadFile({ url: 'http://127.0.0.1:8080/', filePath: files.temp('fixtures/photo.jpg'), name: 'file' })
   */
  temp: (hostPath: string | { readonly href: string }) => string
  /**
   * Writes a file of a storage area, replacing an existing one.
   *
   * @param path Where: `internal://cache/…`, `internal://files/…`, `internal://mass/…` or `internal://tmp/…` for
   *   Vela and Quick App; `wxfile://usr/…`, `wxfile://tmp_…`, `wxfile://store_…`, `http://usr/…`, `http://tmp/…`
   *   or `http://store/…` for WeChat and Taro; `https://resource/…` or `https://usr/…` for Alipay.
   * @param data The content; a string is written as UTF-8.
   * @returns The path that was given, to be used as `filePath`.
   * @throws {TypeError} when an argument is of a wrong type, or `path` names no area or leads out of one.
   * @throws {Error} with `code` (`EACCES`, `EISDIR` …) and a sentence that names the path and the root, when the
   *   file cannot be written.
   *
   * @example
   * const filePath = files.write('internal://files/note.txt', 'hello')
   * uploadFile({ url: 'http://127.0.0.1:8080/', filePath, name: 'file' })
   */
  write: (path: string, data: string | Uint8Array) => string
}

/**
 * What {@link createRuntime} takes. `undefined` counts as absent; an unknown option, or one of a wrong type,
 * makes `createRuntime` throw a `TypeError` that names it: `createRuntime: option "root" should be a string
 * instead of Number`.
 */
export interface RuntimeOptions {
  /**
   * The folder of the storage areas that `internal://…` (Vela, Quick App) `wxfile://…`, `http://tmp/…` and the
   * like (WeChat, Taro), `https://resource/…` and `https://usr/…` (Alipay) name. It need not exist: {@link Files.write} makes it, and without it there is
   * nothing to upload in an area.
   *
   * Default: `data/quickapp` in the working directory, as in the host build of Vela. Not a string, or something that
   * exists and is not a folder: `TypeError`.
   */
  root?: string | undefined
  /**
   * The app's package name, the part of the path that keeps the areas of different apps apart:
   * `internal://files/a` is `<root>/files/<package>/a`. Vela docs, file organization.
   *
   * Default: `package` in the app's `manifest.json`, else `'app'`. The manifest is `manifest.json`, else
   * `src/manifest.json`, in the working directory at the time of the call; one that is not JSON, or whose `package`
   * cannot be the name of a folder, counts as absent, with a process warning (`UploadTaskWarning`) that names it.
   * Not a string, or not the name of a folder: `TypeError`. Vela docs, project structure and manifest.
   */
  package?: string | undefined
  /**
   * The folder of the app's own resources: `/Common/a.png` is `<appDir>/Common/a.png`. Vela and Quick App only.
   * Vela docs, project structure.
   *
   * Default: with a manifest (see {@link RuntimeOptions.package}) its own folder if that is called `src`, else
   * the folder `src` beside it if there is one, its own folder if it names a package and has an `app.js` beside it (an
   * unpacked .rpk); else `<root>/app/<package>`. Not a string: `TypeError`.
   */
  appDir?: string | undefined
  /**
   * Whether file paths of the Vela and Quick App dialects may name files of the host. With `false` only
   * `internal://…` and the app's resources can be read; others give `fail("invalid filename", 202)` (Vela) or
   * `fail(message, 301)` (Quick App).
   *
   * Default: `true`. Not a boolean: `TypeError`.
   */
  hostPaths?: boolean | undefined
  /**
   * Whether uploads keep to what a phone does, for tests of code that is to run there. With `true` every platform reads files of
   * its storage areas only (Vela and Quick App the app's resources, too): a path of the host names no file. Taro and uni-app
   * take no bytes, no `Blob`, no `data:` or `blob:` URL, and uni-app no `file`. `dd.uploadFile` without a `fileType` fails with
   * error 11.
   *
   * Default: `false`. Not a boolean: `TypeError`. Sources: docs/contract/content.md.
   */
  strict?: boolean | undefined
  /**
   * How many uploads run at once, integers from 1: a number sets all limits alike. What happens to the
   * uploads beyond it is set by {@link RuntimeOptions.onLimit}.
   *
   * Default: 5 for `vela` and `quickapp`, 10 for each mini-program: the limits of Vela and WeChat, and theirs for those whose
   * documents have none. Else: `TypeError`. Vela source, `uv_request.c`; WeChat docs, network guide.
   */
  maxConcurrency?: number | MaxConcurrency | undefined
  /**
   * What happens to an upload beyond `maxConcurrency`: `'queue'` lets it wait its turn, in the order of the
   * calls; `'fail'` ends it, with code 205 (Vela, Quick App), `uploadFile:fail exceed max task count`, errno
   * 600007 (WeChat, Taro) or error 12 (Alipay).
   *
   * Default: `'queue'`. Another value: `TypeError`.
   */
  onLimit?: 'queue' | 'fail' | undefined
  /**
   * The default of `timeout` for WeChat, Taro and Alipay, in the shape of app.json. WeChat docs, app.json
   * `networkTimeout`.
   *
   * Default: `{ uploadFile: 60000 }`. Not an object, or a value that is not a number: `TypeError`.
   */
  networkTimeout?: NetworkTimeout | undefined
  /**
   * The hosts that may be uploaded to, each as `host`, `host:port` or an origin `https://host[:port]`, without wildcards.
   * Checked for the URL and for every redirect. Others give code 200 (Vela), 1000 (Quick App),
   * `uploadFile:fail url not in domain list`, errno 600002 (WeChat, Taro) or error 4 (Alipay). WeChat docs, network guide (domain
   * list).
   *
   * Default: all hosts. Not an array of strings: `TypeError`.
   */
  domains?: readonly string[] | undefined
  /**
   * Servers that take the place of others: uploads to an origin go to the server with this `http:` URL instead, without
   * DNS, TLS or proxy; the request names the whole URL, and its own Host. For `uploadtask serve`:
   * `{ 'https://api.example.com': 'http://127.0.0.1:8310' }`. Tests have `receiver.intercept` of `uploadtask/receiver`.
   *
   * Default: none. No object, no origin or no server: `TypeError`.
   */
  intercept?: Readonly<Record<string, string | undefined>> | undefined
  /**
   * The URL of a proxy for all uploads, or `false` for none.
   *
   * Default: that of the environment (`HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`, in lower case
   * too), which is never used for `localhost`, `127.0.0.0/8` and `::1`. Neither a URL nor `false`: `TypeError`.
   * A proxy that fails or refuses gives code 200 (Vela), 1000 (Quick App), errno 600001 (WeChat, Taro) or error 12
   * (Alipay).
   */
  proxy?: string | false | undefined
  /**
   * Further certificates to trust, as PEM, beside the system's roots and those of `NODE_EXTRA_CA_CERTS`.
   *
   * Default: none. Not a string, `Uint8Array` or array of these: `TypeError`.
   */
  ca?: string | Uint8Array | ReadonlyArray<string | Uint8Array> | undefined
  /**
   * Whether the server's certificate is verified. `false` accepts any: for tests only. No environment
   * variable turns it off. A certificate that is refused gives code 200 (Vela), 1000 (Quick App), errno 600001
   * (WeChat, Taro) or error 12 (Alipay).
   *
   * Default: `true`. Not a boolean: `TypeError`.
   */
  rejectUnauthorized?: boolean | undefined
  /**
   * The limit for a response's body, in bytes after decoding. Beyond it: code 200 (Vela), 1000 (Quick App),
   * errno 600001 (WeChat, Taro) or error 12 (Alipay).
   *
   * Default: 67108864 (64 MiB). Not a number: `TypeError`.
   */
  maxResponseBytes?: number | undefined
  /**
   * How the request is written: `'portable'` is what browsers send (WHATWG HTML, multipart/form-data encoding
   * algorithm; RFC 7578); `'device'` what the watch's public source writes, for Vela only, the other dialects stay portable.
   *
   * With `'device'` the file part comes first, `header` and `formData` sorted by their keys after it; text parts
   * have `Content-Type: application/octet-stream`; numbers become 32-bit integers (`1.9` is `1`) and empty values
   * are dropped; a `Content-Type` in `header` stands, with the boundary appended; any type in `Accept` and gzip
   * in `Accept-Encoding` are asked for, and no User-Agent is sent, unless `header` has them. Common Node servers
   * take such text parts for files: this is for trying out how a server does with the watch.
   *
   * Default: `'portable'`. Another value: `TypeError`. Vela source, `uv_request.c`.
   */
  wire?: 'portable' | 'device' | undefined
  /**
   * What `abort` of a Vela task does (those of the other dialects always call `fail`): `'silent'` calls nothing, as on the device; `'fail'` calls
   * `fail("user cancel request", 1002)` and `complete()`, for code that wraps the call in a promise.
   *
   * Default: `'silent'`. Another value: `TypeError`.
   */
  abort?: 'silent' | 'fail' | undefined
  /**
   * The User-Agent header of uploads whose `header` has none; Vela uploads with `wire: 'device'` have none then, as on
   * the watch. RFC 9110 section 10.1.5.
   *
   * Default: `uploadtask/<version>`. Not a string: `TypeError`.
   */
  userAgent?: string | undefined
}

/** How many uploads run at once, for each of the limits. See {@link RuntimeOptions.maxConcurrency}. */
export interface MaxConcurrency {
  /** Vela uploads: an integer from 1. Default: 5. Else: `TypeError`. */
  vela?: number | undefined
  /** Quick App uploads: an integer from 1. Default: 5. Else: `TypeError`. */
  quickapp?: number | undefined
  /** WeChat and Taro uploads together: an integer from 1. Default: 10. Else: `TypeError`. */
  wx?: number | undefined
  /** Alipay uploads: an integer from 1. Default: 10. Else: `TypeError`. */
  alipay?: number | undefined
  /** Douyin mini-programs: an integer from 1. Default: 10. Else: `TypeError`. */
  tt?: number | undefined
  /** Baidu smart programs: an integer from 1. Default: 10. Else: `TypeError`. */
  swan?: number | undefined
  /** QQ mini-programs: an integer from 1. Default: 10. Else: `TypeError`. */
  qq?: number | undefined
  /** JD mini-programs: an integer from 1. Default: 10. Else: `TypeError`. */
  jd?: number | undefined
  /** Kuaishou mini-programs: an integer from 1. Default: 10. Else: `TypeError`. */
  ks?: number | undefined
  /** Xiaohongshu mini-programs: an integer from 1. Default: 10. Else: `TypeError`. */
  xhs?: number | undefined
  /** Atomic services of HarmonyOS: an integer from 1. Default: 10. Else: `TypeError`. */
  has?: number | undefined
  /** DingTalk mini-programs: an integer from 1. Default: 10. Else: `TypeError`. */
  dd?: number | undefined
  /** uni-app: an integer from 1. Default: 10. Else: `TypeError`. */
  uni?: number | undefined
}

/** Limits in milliseconds, in the shape of app.json. WeChat docs, app.json `networkTimeout`. */
export interface NetworkTimeout {
  /** The default of `timeout` of `wx.uploadFile`, `Taro.uploadFile` and `my.uploadFile`, in ms. Default: 60000. */
  uploadFile?: number | undefined
  /** Accepted and ignored: for `wx.request`, in ms. */
  request?: number | undefined
  /** Accepted and ignored: for `wx.connectSocket`, in ms. */
  connectSocket?: number | undefined
  /** Accepted and ignored: for `wx.downloadFile`, in ms. */
  downloadFile?: number | undefined
}

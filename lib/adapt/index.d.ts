/**
 * `uploadtask/adapt`: the upload API of one platform on top of another platform's own.
 *
 * Each function takes a host, an object with that platform's own `uploadFile`, and returns an object with an
 * `uploadFile` of the dialect that the code was written for. No native code and nothing of Node's is in it: it
 * bundles for a device, for H5 and for a test's mock. docs/contract/translation.md says what is translated into what,
 * and what is lost on the way.
 *
 * All of them: read the caller's options once, during the call, and never change them; make the default of
 * the caller's dialect explicit on the host (`timeout`); end an upload once, in the order of the caller's
 * dialect; call nothing after an abort but what the caller's dialect calls; and find `uploadFile`
 * of the host again for each call.
 *
 * @packageDocumentation
 */
import type { uploadFile as quickappUploadFile } from '../../quickapp.js'
import type { uploadFile as taroUploadFile } from '../../taro.js'
import type { uploadFile as velaUploadFile } from '../../vela.js'
import type { IAnyObject, uploadFile as wxUploadFile } from '../../wx.js'

/** The module itself: `require('uploadtask/adapt').default === require('uploadtask/adapt')`. */
declare namespace adapt {
  export {
    adapt as default,
    Fields,
    HostOption,
    Quickapp,
    QuickappHost,
    QuickappHostOption,
    QuickappListHostOption,
    quickappFromTaro,
    quickappFromVela,
    quickappFromWx,
    Taro,
    TaroHost,
    taroFromQuickapp,
    taroFromVela,
    taroFromWx,
    Vela,
    VelaHost,
    velaFromQuickapp,
    velaFromTaro,
    velaFromWx,
    Wx,
    WxHost,
    WxHostOption,
    wxFromQuickapp,
    wxFromTaro,
    wxFromVela,
  }
}

export { adapt as default }

/** Header or form fields as a host gets them. */
export interface Fields {
  /** The value of one field. */
  [name: string]: string | number
}

/** What every host's `uploadFile` gets from an adapter. */
export interface HostOption {
  /** The server's address, as the caller gave it. */
  url: string
  /** The file, as the caller gave it: a path that means something on the host. */
  filePath: string
  /** The form key of the file. */
  name: string
  /** The request's headers. Absent where the caller gave none. */
  header?: Fields
  /** The form fields. Absent where the caller gave none. */
  formData?: Fields
  /**
   * The limit for the whole transfer in milliseconds, with the default of the caller's dialect made explicit.
   * No limit is 0 on Vela and Quick App, and 2147483647 (24 days) on WeChat and Taro.
   */
  timeout: number
  /** Called by the host at the end. */
  // biome-ignore lint/suspicious/noExplicitAny: an adapter reads what any host gives.
  success: (res: any) => void
  /** Called by the host at the end. */
  // biome-ignore lint/suspicious/noExplicitAny: an adapter reads what any host gives.
  fail: (...reason: any[]) => void
}

/**
 * What `uploadFile` of WeChat or Taro gets from an adapter. From one of the two to the other it is all that
 * the caller gave, as it is, but for the callbacks.
 */
export interface WxHostOption extends Omit<HostOption, 'header' | 'formData' | 'timeout'> {
  /** The request's headers. */
  header?: IAnyObject
  /** The form fields. */
  formData?: IAnyObject
  /** The limit, as in {@link HostOption}; from WeChat to Taro and back absent where the caller gave none. */
  timeout?: number
  /**
   * The file name on the wire, where the caller chose one: `fileName` of Taro, `files[].filename` of Quick
   * App.
   */
  fileName?: string
}

/** What `uploadFile` of Quick App gets from an adapter. */
export type QuickappHostOption = HostOption | QuickappListHostOption

/**
 * What `uploadFile` of Quick App gets from an adapter where the caller chose a file name, for which it has no
 * other place.
 */
export interface QuickappListHostOption extends Omit<HostOption, 'filePath' | 'name'> {
  /** The one file. */
  files: Array<{
    /** Its path. */
    uri: string
    /** Its form key. */
    name: string
    /** Its name on the wire. */
    filename: string
  }>
}

/**
 * A host that speaks Vela: `@system.uploadtask` of a watch, `uploadtask/vela`, a mock. Its `uploadFile`
 * returns a task with `abort` and `onProgressUpdate`, as far as it has them.
 */
export interface VelaHost {
  /** The host's own function. */
  uploadFile(options: HostOption): unknown
}

/** A host that speaks Quick App: `@system.uploadtask` of a phone, `uploadtask/quickapp`, a mock. */
export interface QuickappHost {
  /** The host's own function. */
  uploadFile(options: QuickappHostOption): unknown
}

/** A host that speaks WeChat: the global `wx`, `uploadtask/wx`, a mock. */
export interface WxHost {
  /** The host's own function. */
  uploadFile(options: WxHostOption): unknown
}

/**
 * A host that speaks Taro: `@tarojs/taro` on any of its platforms, `uploadtask/taro`, a mock that has nothing
 * but the promise.
 */
export interface TaroHost {
  /** The host's own function. */
  uploadFile(options: WxHostOption): unknown
}

/** Vela's `@system.uploadtask`, as in `uploadtask/vela`. */
export interface Vela {
  /** As `uploadFile` of `uploadtask/vela`; only the host knows whether the file exists, and reports it later. */
  uploadFile: typeof velaUploadFile
}

/** Quick App's `@system.uploadtask`, as in `uploadtask/quickapp`. */
export interface Quickapp {
  /**
   * As `uploadFile` of `uploadtask/quickapp`, for one file by POST: more than one entry in `files`, the
   * method PUT and a form field that is there twice are `fail(message, 202)`.
   */
  uploadFile: typeof quickappUploadFile
}

/** WeChat's `wx`, as in `uploadtask/wx`. */
export interface Wx {
  /** As `uploadFile` of `uploadtask/wx`. `profile` is there only if the host is Taro and gives one. */
  uploadFile: typeof wxUploadFile
}

/** `@tarojs/taro`, as in `uploadtask/taro`. */
export interface Taro {
  /** As `uploadFile` of `uploadtask/taro`. `profile` is there only if the host is WeChat and gives one. */
  uploadFile: typeof taroUploadFile
}

/**
 * Taro on a Vela watch.
 *
 * @param uploadtask The module `@system.uploadtask`.
 * @throws {TypeError} that names this function, when it has no function `uploadFile`.
 *
 * @example
 * import uploadtask from '@system.uploadtask'
 * import { taroFromVela } from 'uploadtask/adapt'
 *
 * const Taro = taroFromVela(uploadtask)
 * const res = await Taro.uploadFile({ url, filePath: 'internal://files/record.opus', name: 'file' })
 */
export function taroFromVela(uploadtask: VelaHost): Taro
/**
 * Taro on a Quick App phone.
 *
 * @param uploadtask The module `@system.uploadtask`.
 * @throws {TypeError} that names this function, when it has no function `uploadFile`.
 */
export function taroFromQuickapp(uploadtask: QuickappHost): Taro
/**
 * Taro in WeChat, without Taro's own runtime: the promise, and every option as it is.
 *
 * @param wx The global `wx`.
 * @throws {TypeError} that names this function, when it has no function `uploadFile`.
 */
export function taroFromWx(wx: WxHost): Taro
/**
 * Vela in Taro, for example a watch app in a browser. A missing file is `fail("invalid filename", 202)` as on
 * the watch, but after the call, since only the host can look for it.
 *
 * @param Taro The default export of `@tarojs/taro`.
 * @throws {TypeError} that names this function, when it has no function `uploadFile`.
 *
 * @example
 * import Taro from '@tarojs/taro'
 * import { velaFromTaro } from 'uploadtask/adapt'
 *
 * const uploadtask = velaFromTaro(Taro)
 * uploadtask.uploadFile({ url, filePath, name: 'file', success: (res) => console.log(res.headers) })
 */
export function velaFromTaro(Taro: TaroHost): Vela
/**
 * Vela in WeChat. A missing file is reported after the call, as by {@link velaFromTaro}.
 *
 * @param wx The global `wx`.
 * @throws {TypeError} that names this function, when it has no function `uploadFile`.
 */
export function velaFromWx(wx: WxHost): Vela
/**
 * Vela on a Quick App phone. A missing file is reported after the call, as by {@link velaFromTaro}.
 *
 * @param uploadtask The module `@system.uploadtask`.
 * @throws {TypeError} that names this function, when it has no function `uploadFile`.
 */
export function velaFromQuickapp(uploadtask: QuickappHost): Vela
/**
 * Quick App in Taro.
 *
 * @param Taro The default export of `@tarojs/taro`.
 * @throws {TypeError} that names this function, when it has no function `uploadFile`.
 */
export function quickappFromTaro(Taro: TaroHost): Quickapp
/**
 * Quick App in WeChat.
 *
 * @param wx The global `wx`.
 * @throws {TypeError} that names this function, when it has no function `uploadFile`.
 */
export function quickappFromWx(wx: WxHost): Quickapp
/**
 * Quick App on a Vela watch. The header event is made from the result, just before `success`.
 *
 * @param uploadtask The module `@system.uploadtask`.
 * @throws {TypeError} that names this function, when it has no function `uploadFile`.
 */
export function quickappFromVela(uploadtask: VelaHost): Quickapp
/**
 * WeChat in Taro, for example in H5: callbacks and a plain task, and every option as it is.
 *
 * @param Taro The default export of `@tarojs/taro`.
 * @throws {TypeError} that names this function, when it has no function `uploadFile`.
 */
export function wxFromTaro(Taro: TaroHost): Wx
/**
 * WeChat on a Vela watch. The header event is made from the result, just before `success`.
 *
 * @param uploadtask The module `@system.uploadtask`.
 * @throws {TypeError} that names this function, when it has no function `uploadFile`.
 */
export function wxFromVela(uploadtask: VelaHost): Wx
/**
 * WeChat on a Quick App phone.
 *
 * @param uploadtask The module `@system.uploadtask`.
 * @throws {TypeError} that names this function, when it has no function `uploadFile`.
 */
export function wxFromQuickapp(uploadtask: QuickappHost): Wx

/**
 * The preset of vitest: tests of code for a device really upload.
 *
 * ```js
 * // vitest.config.js
 * import uploadtask from 'uploadtask/vitest'
 *
 * export default { plugins: [uploadtask()] }
 * ```
 *
 * - `@system.uploadtask` means this package, in the project's own code and in packages of `node_modules`.
 * - Other features of a device (`@system.router` …) are placeholders, unless a test mocks them or the project has an alias.
 * - A setup file does what `uploadtask/register` does: the project's configuration (searched from the working directory
 *   upwards), the platform's global (`wx`, or that of `platform`), `$app_require$`, and what Taro needs. Where
 *   `@tarojs/taro` and the platform's plugin are installed, the real `Taro.uploadFile` uploads.
 * - This package and Taro are left to Node (`server.deps.external`).
 *
 * Fake timers do not stop an upload. The pools `forks` and `threads` support all of this; in `vmForks` and
 * `vmThreads`, code of the project uploads, but the real Taro does not load, and packages of `node_modules` do not
 * find `@system.uploadtask`.
 *
 * @param options An unknown one, or a wrong value, throws a `TypeError` that names it.
 * @returns A plugin of Vite's.
 */
declare function uploadtask(options?: uploadtask.Options): { name: string }

declare namespace uploadtask {
  /** The options of the preset. */
  export interface Options {
    /** What `@system.uploadtask` means. Default: as the configuration says, else `'vela'`. */
    dialect?: 'vela' | 'quickapp'
    /**
     * Whether `@tarojs/taro` means `uploadtask/taro`, for code that uses nothing of Taro but `uploadFile`. Default: as
     * the configuration says, else `false`.
     */
    taro?: boolean
    /**
     * The mini-program platform whose global is set, `'tt'` say, by any of the names in docs/reference/register.md. Default: as the
     * configuration says, else `TARO_ENV` or `UNI_PLATFORM`, else `'weapp'`.
     */
    platform?: string
  }

  export { uploadtask as default }
}

export = uploadtask

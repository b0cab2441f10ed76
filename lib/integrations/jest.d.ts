/**
 * The preset of jest 30: tests of code for a device really upload.
 *
 * ```js
 * // jest.config.js
 * module.exports = { preset: 'uploadtask/jest' }
 * // or, beside another preset:
 * module.exports = { ...require('uploadtask/jest') }
 * ```
 *
 * `@system.uploadtask` means this package, in the project's own code and in packages of `node_modules`, in CommonJS and
 * in ES modules. What it means and whether `@tarojs/taro` means `uploadtask/taro` is as the project's configuration says,
 * which is searched from the working directory upwards when the preset is loaded; one that cannot be used throws an
 * error that names its file.
 *
 * Other features of a device (`@system.router` …) are placeholders, unless a test mocks them or the project maps them.
 *
 * The real Taro uploads where `@tarojs/taro` and `@tarojs/plugin-platform-weapp` are installed and the project's own
 * transform knows ES modules: the platform's runtime is loaded before Taro.
 *
 * What `--detectOpenHandles` lists of this package is explained in docs/reference/register.md; none of it keeps jest from ending.
 *
 * Fake timers do not stop an upload, and `jest.resetModules()` does not lose one.
 */

/** From patterns of `@system.uploadtask` (and `@tarojs/taro`), and of features that no list has, to files of this package. */
export const moduleNameMapper: Record<string, string>
/** What sets up each test file: the configuration, `globalThis.wx`, `$app_require$`, what Taro needs, and placeholders. */
export const setupFiles: string[]
/** jest's default, but for Taro's packages, which have ES modules in them and need the project's transform. */
export const transformIgnorePatterns: string[]

declare namespace preset {
  export { moduleNameMapper, preset as default, setupFiles, transformIgnorePatterns }
}

export { preset as default }

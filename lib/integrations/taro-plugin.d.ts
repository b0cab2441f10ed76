import type { ReceiverOptions } from '../receiver'

/**
 * The plugin for Taro 4: the development server of the H5 build takes the uploads of the pages, and shows them at
 * `/__uploadtask/`.
 *
 * ```js
 * // config/index.js
 * module.exports = {
 *   plugins: [['uploadtask/taro-plugin', { path: '/api/upload' }]],
 * }
 * ```
 *
 * - It works with the webpack5 runner and with the vite runner, by `taro build --type h5 --watch`. Other platforms, and
 *   builds without a development server, are left as they are.
 * - The options are those of `createReceiver`. Without `path`, every `multipart/form-data` request to the development
 *   server is an upload; with it only those to this path and below are, and the others go on to the proxies of
 *   `h5.devServer`.
 * - The inspector's URL is printed when the first build has ended.
 * - Host names in `h5.devServer.allowedHosts` are allowed for the receiver too.
 *
 * Taro calls it; an option that is wrong throws a `TypeError` that names it, before anything is built.
 *
 * @param context Taro's plugin context.
 */
declare function taroPlugin(context: unknown, options?: taroPlugin.Options): void

declare namespace taroPlugin {
  /** What `plugins` has beside `'uploadtask/taro-plugin'`: the options of `createReceiver`. */
  export interface Options extends ReceiverOptions {}

  export { taroPlugin as default }
}

export = taroPlugin

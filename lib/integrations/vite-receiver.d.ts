import type { ReceiverOptions } from '../receiver'

/**
 * The plugin for Vite (tested with 4 and 8): the development server and the preview server take uploads, and show them at
 * `/__uploadtask/`.
 *
 * ```js
 * // vite.config.js
 * import receiver from 'uploadtask/vite-receiver'
 *
 * export default { plugins: [receiver({ path: '/api/upload' })] }
 * ```
 *
 * - The options are those of `createReceiver`. Without `path`, every `multipart/form-data` request is an upload; with it
 *   only those to this path and below are, and the others go on to `server.proxy`.
 * - `path` and `/__uploadtask/` are taken as they are, even where Vite has a `base`.
 * - The inspector's URL is printed below those of Vite.
 * - Host names in `server.allowedHosts` (`preview.allowedHosts`) are allowed for the receiver too.
 * - Each server has a receiver of its own, which is closed with it; when the Vite configuration changes, both are recreated.
 *
 * @param options An option that is wrong throws a `TypeError` that names it.
 * @returns A plugin of Vite's.
 */
declare function receiver(options?: receiver.Options): receiver.VitePlugin

declare namespace receiver {
  /** The options of `createReceiver`. */
  export interface Options extends ReceiverOptions {}

  /** A plugin of Vite's; the types of Vite are not needed to use it. */
  export interface VitePlugin {
    name: string
    /** Called by Vite for `vite dev`. */
    // biome-ignore lint/suspicious/noExplicitAny: the types of the servers are Vite's, of the version that is installed.
    configureServer(server: any): void
    /** Called by Vite for `vite preview`. */
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    configurePreviewServer(server: any): void
  }

  export { receiver as default }
}

export = receiver

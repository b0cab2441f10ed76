/**
 * The bundler plugin: code for a device, built for Node as it is. It makes `@system.uploadtask` (and, on request,
 * `@tarojs/taro`) mean the modules of this package, also where code of `node_modules` imports them.
 *
 * ```js
 * // vite.config.js; the other bundlers likewise
 * import uploadtask from 'uploadtask/bundlers'
 *
 * export default { plugins: [uploadtask.vite()], build: { ssr: 'src/main.js' } }
 * ```
 *
 * Other features of a device (`@system.router` …) become placeholders, which throw when something of them is called, unless
 * the build has an alias or another plugin for them.
 *
 * The package has a native addon and stays outside of the bundle: the output imports `uploadtask/vela`, and finds it
 * where it runs. So do imports of `uploadtask`, of its platforms (`/vela`, `/wx` …) and of `/register`; `uploadtask/adapt`
 * has no native code and is bundled.
 *
 * The bundle runs with the defaults of `createRuntime`. `node --import uploadtask/register bundle.js` gives it the
 * project's configuration (its root, proxy, limits …), which is read when the bundle runs.
 *
 * A build for browsers cannot have the addon: an import of one of these modules there is an error of the build.
 * Vite's server environments (`vite build --ssr`, `ssrLoadModule`) and libraries (`build.lib`), webpack's and Rspack's `target: 'node'`, esbuild's
 * and Rolldown's `platform: 'node'`, and the formats `es` and `cjs` are builds for Node. Vite leaves packages of
 * `node_modules` to Node when it builds for the server: one that imports `@system.uploadtask` belongs in
 * `ssr.noExternal`.
 *
 * @packageDocumentation
 */

/** The options of the plugin. An unknown one, or a wrong value, throws a `TypeError` that names it. */
export interface PluginOptions {
  /** What `@system.uploadtask` means: Xiaomi Vela or the Quick App alliance. Default: as the configuration says, else `'vela'`. */
  dialect?: 'vela' | 'quickapp'
  /**
   * Whether `@tarojs/taro` means `uploadtask/taro`, for code that uses nothing of Taro but `uploadFile`. Default: as the
   * configuration says, else `false`.
   */
  taro?: boolean
  /**
   * The folder from which the project's configuration is searched upwards, for `dialect` and `taro`; default: the
   * working directory. `false`: none is read. Not a folder: `TypeError`. A configuration that cannot be used throws
   * an error that names its file.
   */
  configuration?: string | false
}

/** A plugin of Vite, Rollup or Rolldown. */
export interface RollupPlugin {
  /** `uploadtask`. */
  name: string
}

/** A plugin of Vite. */
export interface VitePlugin extends RollupPlugin {
  enforce?: 'pre' | 'post'
}

/** A plugin of webpack or Rspack. */
export interface WebpackPlugin {
  /** Called by webpack or Rspack. */
  apply(compiler: unknown): void
}

/** A plugin of esbuild. */
export interface EsbuildPlugin {
  /** `uploadtask`. */
  name: string
  /** Called by esbuild. */
  setup(build: unknown): void | Promise<void>
}

/** The plugin for Vite 5 and later, builds for the server and the development server's server side. */
export function vite(options?: PluginOptions): VitePlugin
/** The plugin for webpack 5. */
export function webpack(options?: PluginOptions): WebpackPlugin
/** The plugin for Rspack. */
export function rspack(options?: PluginOptions): WebpackPlugin
/** The plugin for Rollup. */
export function rollup(options?: PluginOptions): RollupPlugin
/** The plugin for esbuild. */
export function esbuild(options?: PluginOptions): EsbuildPlugin
/** The plugin for Rolldown. */
export function rolldown(options?: PluginOptions): RollupPlugin

declare namespace uploadtask {
  export { esbuild, rolldown, rollup, rspack, uploadtask as default, vite, webpack }
}

export { uploadtask as default }

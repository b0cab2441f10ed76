/**
 * `uploadtask/register`: code that was written for a device runs in Node.js as it is.
 *
 * ```sh
 * node --import uploadtask/register app.mjs
 * node --require uploadtask/register app.cjs
 * NODE_OPTIONS='--import uploadtask/register' npm test
 * ```
 *
 * Loading it
 *
 * - gives the default runtime (that of `uploadFile`, `files` and the platforms of `uploadtask`) the
 *   project's configuration: the key `uploadtask` of package.json, or `uploadtask.config.json`, `.js`, `.cjs` or
 *   `.mjs`, looked for from the working directory upwards; the `UPLOADTASK_*` variables go over it;
 * - makes `@system.uploadtask` a module, for `import` and `require`: `uploadtask/vela`, with the configuration
 *   `dialect: 'quickapp'` `uploadtask/quickapp`; with `taro: true`, `@tarojs/taro` is `uploadtask/taro`;
 * - gives that global what upload SDKs ask for first (`canIUse`, `getSystemInfoSync`, `getFileSystemManager` …), unless it is there;
 * - makes every other `@system.…`, `@service.…`, `@hap.…` and `@android.…` that the project does not have a placeholder:
 *   it loads, and throws when something of it is called;
 * - loads the platform's runtime, `@tarojs/plugin-platform-weapp/dist/runtime` say, before `@tarojs/taro`, where it is
 *   installed, so that the real Taro has its `uploadFile`;
 * - sets the global of one mini-program platform (`wx`, or what the configuration's `platform` says; it gets `uploadFile`,
 *   one that was there keeps the rest), `$app_require$`, and where they are
 *   missing `getCurrentPages`, `getApp` and the seven `ENABLE_*` constants of Taro's builds.
 *
 * It exports nothing useful. Loading it twice has no further effect. Loaded by the program itself, with `import` or
 * `require`, it affects what is loaded after it; the static imports of that same program come before.
 *
 * Errors: a configuration that cannot be used throws a `TypeError` at once, with a sentence that names the file or the variable;
 * under `--import` and `--require` the program does not start and the exit code is 1.
 *
 * The README's tables have each option and variable, docs/reference/register.md the details.
 *
 * @packageDocumentation
 */

/** The module itself: `require('uploadtask/register').default === require('uploadtask/register')`. */
declare const register: typeof import('./register.js')

export { register as default }

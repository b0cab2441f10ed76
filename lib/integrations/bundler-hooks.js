'use strict'
// What the plugin does in each bundler: the modules of the platforms become imports of this package, which stays
// outside of the bundle, since it has a native addon.

const { PLATFORMS } = require('../runtime.js')
const { FEATURE, bundledModule, expression, isFeature } = require('./features.js')

/** The modules of this package that need the addon; `uploadtask/adapt` does not, and is bundled. */
const NATIVE = new RegExp(`^uploadtask(\\/(${[...Object.keys(PLATFORMS), 'register'].join('|')}))?$`)

/** Formats that cannot load Node's modules. */
const BROWSER_FORMATS = ['iife', 'umd', 'amd', 'system']

/**
 * @typedef {object} Resolution
 * @property {RegExp} filter Which specifiers are ours.
 * @property {(specifier: string) => string | undefined} resolve The module of this package that a specifier means.
 */

/**
 * @param {Record<string, string>} targets From module specifiers to the subpaths of this package that they mean.
 * @returns {Resolution}
 */
function createResolution(targets) {
  const specifiers = Object.keys(targets).map((specifier) => specifier.replaceAll(/[./]/g, '\\$&'))
  return {
    filter: new RegExp(`^(${specifiers.join('|')})$|${NATIVE.source}|${FEATURE.source}`),
    resolve: (specifier) =>
      Object.hasOwn(targets, specifier) ? targets[specifier] : NATIVE.test(specifier) ? specifier : undefined,
  }
}

/** The error of a build that is not for Node: it says what to do. */
function refusal(/** @type {string} */ specifier, /** @type {string} */ remedy, importer = '') {
  const what = `"${specifier}"${importer && ` (imported by ${importer})`}`
  return (
    `${what} cannot run in a browser: uploadtask uploads with a native addon, which only Node.js loads. ` +
    `For a build that runs in Node, ${remedy}; in a browser or on a device, use the platform's own upload ` +
    'function, translated by "uploadtask/adapt" if need be.'
  )
}

/** The prefix of the ids of placeholders. */
const PLACEHOLDER = '\0uploadtask-placeholder:'

/** What the build has by the name of a feature of a device, else a placeholder. */
async function resolveFeature(
  /** @type {any} */ context,
  /** @type {string} */ specifier,
  /** @type {string | undefined} */ importer,
  /** @type {any} */ options,
) {
  const found = await context.resolve(specifier, importer, { ...options, skipSelf: true })
  return found ?? PLACEHOLDER + specifier
}

/** The placeholder with an id, if the id is that of one. */
function loadPlaceholder(/** @type {string} */ id) {
  if (!id.startsWith(PLACEHOLDER)) return
  const code = bundledModule(id.slice(PLACEHOLDER.length))
  // Where it is known, any name can be imported.
  return { code, syntheticNamedExports: true, moduleSideEffects: false }
}

/** The plugin for Rollup, and for those with its interface. */
function rollupHooks(
  /** @type {Resolution} */ { filter, resolve },
  /** @type {(context: any, options: any) => string | undefined} */ remedyIn,
) {
  return {
    resolveId: {
      filter: { id: filter },
      /** @this {any} */
      handler(
        /** @type {string} */ specifier,
        /** @type {string | undefined} */ importer,
        /** @type {any} */ options,
      ) {
        const id = resolve(specifier)
        if (!id) return isFeature(specifier) ? resolveFeature(this, specifier, importer, options) : undefined
        const remedy = remedyIn(this, options)
        if (remedy) this.error(refusal(specifier, remedy, importer))
        return { id, external: true }
      },
    },
    load: loadPlaceholder,
    /** @this {any} */
    generateBundle(/** @type {{ format: string }} */ { format }, /** @type {Record<string, any>} */ bundle) {
      if (!BROWSER_FORMATS.includes(format)) return
      for (const { imports = [], dynamicImports = [] } of Object.values(bundle)) {
        const found = [...imports, ...dynamicImports].find((id) => NATIVE.test(id))
        if (found) this.error(refusal(found, `set \`output.format\` to "es" or "cjs" instead of "${format}"`))
      }
    },
  }
}

/** Why a Vite environment cannot have the addon. */
function viteRemedy(/** @type {any} */ { environment }, /** @type {any} */ { ssr, scan }) {
  // Vite's scan for dependencies to optimise: the import itself comes later.
  if (scan) return
  const consumer = environment?.config?.consumer ?? (ssr ? 'server' : 'client')
  // A library has no target of its own: it runs where it is loaded.
  if (consumer === 'client' && !environment?.config?.build?.lib) {
    return 'use `vite build --ssr <entry>` (`build.ssr`), or `ssrLoadModule` or another server environment'
  }
  if (environment?.config?.ssr?.target === 'webworker') return 'set `ssr.target` to "node"'
}

/** The prefix of the ids of the modules that Vite's server gets. */
const SERVED = '\0uploadtask:'

/** The plugin for Vite. */
function viteHooks(/** @type {Resolution} */ resolution) {
  const { resolveId, ...hooks } = rollupHooks(resolution, viteRemedy)
  let serves = false
  return {
    ...hooks,
    config(/** @type {any} */ _config, /** @type {{ command: string }} */ { command }) {
      serves = command === 'serve'
      // Also where a link or a workspace makes the package look like source.
      return { ssr: { external: ['uploadtask'] } }
    },
    resolveId: {
      ...resolveId,
      /** @this {any} */
      handler(
        /** @type {string} */ specifier,
        /** @type {string | undefined} */ importer,
        /** @type {any} */ options,
      ) {
        const resolved = resolveId.handler.call(this, specifier, importer, options)
        if (!resolved || !serves || options.scan || resolved instanceof Promise) return resolved
        // Vite's server does not accept external ids: a module in between has the import, which Vite leaves to Node.
        return resolved.id === specifier ? undefined : SERVED + resolved.id
      },
    },
    load(/** @type {string} */ id) {
      if (!id.startsWith(SERVED)) return loadPlaceholder(id)
      const subpath = JSON.stringify(id.slice(SERVED.length))
      return `export * from ${subpath}\nexport { default } from ${subpath}\n`
    },
  }
}

/** The plugin for Rolldown. */
function rolldownHooks(/** @type {Resolution} */ resolution) {
  let forBrowser = false
  return {
    ...rollupHooks(resolution, () => (forBrowser ? 'set `platform` to "node"' : undefined)),
    options(/** @type {{ platform?: string }} */ { platform }) {
      // Only if it is set: by default Rolldown takes ES modules to be for browsers.
      forBrowser = platform === 'browser'
    },
  }
}

/** What webpack and Rspack apply. */
function webpackHooks(/** @type {Resolution} */ { resolve }) {
  return (/** @type {any} */ compiler) => {
    const { ExternalsPlugin } = compiler.webpack
    // Node's `require`, which even ES module output can have: the package is CommonJS.
    new ExternalsPlugin(
      'node-commonjs',
      (
        /** @type {{ context?: string, request?: string, getResolve: () => Function }} */ data,
        /** @type {(error?: Error | null, external?: string, type?: string) => void} */ callback,
      ) => {
        const { context, request = '', getResolve } = data
        const id = resolve(request)
        if (!id && isFeature(request)) {
          getResolve()(context, request, (/** @type {unknown} */ missing) => {
            if (missing) callback(null, expression(request), 'var')
            else callback()
          })
        } else if (!id) callback()
        else if (compiler.platform?.node === false) {
          callback(new Error(refusal(request, 'set `target` to "node"')))
        } else callback(null, id)
      },
    ).apply(compiler)
  }
}

const ESBUILD_PLACEHOLDER = 'uploadtask-placeholder'

/** Has esbuild take what the build has by the name of a feature of a device, else a placeholder. */
function esbuildFeatures(/** @type {any} */ build) {
  const asked = Symbol('asked')
  build.onResolve({ filter: FEATURE }, async (/** @type {any} */ { path: specifier, ...where }) => {
    if (where.pluginData === asked) return
    const found = await build.resolve(specifier, { ...where, pluginData: asked })
    return found.errors.length === 0 ? found : { path: specifier, namespace: ESBUILD_PLACEHOLDER }
  })
  build.onLoad(
    { filter: /^/, namespace: ESBUILD_PLACEHOLDER },
    (/** @type {{ path: string }} */ { path: specifier }) => ({
      contents: `module.exports = ${expression(specifier)}`,
    }),
  )
}

/** Sets esbuild up. */
function esbuildSetup(/** @type {Resolution} */ { filter, resolve }, /** @type {any} */ build) {
  build.onResolve({ filter }, (/** @type {{ path: string }} */ { path: specifier }) => {
    const id = resolve(specifier)
    if (!id) return
    const { platform, format } = build.initialOptions
    // esbuild's defaults are for browsers, but it says so only by wrapping the bundle.
    const wrapped = format === undefined || format === 'iife'
    if (platform === 'browser' || (platform === undefined && wrapped)) {
      return { errors: [{ text: refusal(specifier, 'set `platform` to "node"') }] }
    }
    return { path: id, external: true }
  })
  esbuildFeatures(build)
}

module.exports = {
  createResolution,
  esbuildSetup,
  loadPlaceholder,
  resolveFeature,
  rolldownHooks,
  rollupHooks,
  viteHooks,
  webpackHooks,
}

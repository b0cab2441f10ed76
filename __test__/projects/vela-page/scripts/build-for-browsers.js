// Builds the page for browsers with each bundler, which cannot be: prints what each says, a line of JSON each.
import { createRequire } from 'node:module'
import { rspack } from '@rspack/core'
import { build as esbuild } from 'esbuild'
import { rolldown } from 'rolldown'
import { rollup } from 'rollup'
import uploadtask from 'uploadtask/bundlers'
import { build as vite } from 'vite'
import webpack from 'webpack'

const input = 'src/pages/record/record.js'
const require = createRequire(import.meta.url)
const packages = {
  name: 'packages',
  resolveId: (source) => (source.startsWith('watch-log/') ? require.resolve(source) : null),
}

/** Runs webpack or Rspack; rejects with what they report. */
function compile(compiler, plugin) {
  return new Promise((resolve, reject) => {
    compiler(
      { mode: 'production', target: 'web', entry: `./${input}`, plugins: [plugin] },
      (error, stats) => {
        if (error || stats.hasErrors())
          reject(error ?? new Error(stats.toString({ all: false, errors: true })))
        else resolve()
      },
    )
  })
}

const options = { input, logLevel: 'silent' }
const builds = {
  vite: () =>
    vite({
      configFile: false,
      logLevel: 'silent',
      plugins: [uploadtask.vite()],
      build: { write: false, rollupOptions: { input } },
    }),
  webpack: () => compile(webpack, uploadtask.webpack()),
  rspack: () => compile(rspack, uploadtask.rspack()),
  rollup: async () => {
    const bundle = await rollup({ ...options, plugins: [uploadtask.rollup(), packages] })
    await bundle.generate({ format: 'iife', name: 'page' })
  },
  esbuild: () =>
    esbuild({
      entryPoints: [input],
      bundle: true,
      write: false,
      logLevel: 'silent',
      plugins: [uploadtask.esbuild()],
    }),
  rolldown: async () => {
    const bundle = await rolldown({ ...options, platform: 'browser', plugins: [uploadtask.rolldown()] })
    await bundle.generate({ format: 'es' })
  },
}

for (const [bundler, build] of Object.entries(builds)) {
  const error = await build().then(
    () => null,
    ({ message }) => message,
  )
  console.log(JSON.stringify({ bundler, error }))
}

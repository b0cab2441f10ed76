// Bundles a program, this package in it, with each bundler that takes CommonJS; prints the path of each bundle.
import path from 'node:path'
import { rspack } from '@rspack/core'
import { build as esbuild } from 'esbuild'
import { rolldown } from 'rolldown'
import { build as vite } from 'vite'
import webpack from 'webpack'

const input = path.resolve('src/without-plugin.js')
const folder = path.resolve('dist/without-plugin')

/** Runs webpack or Rspack, which warn of what they do not find. */
function compile(compiler, filename) {
  const options = { mode: 'production', target: 'node', entry: input, output: { path: folder, filename } }
  return new Promise((resolve, reject) => {
    compiler(options, (error, stats) => {
      if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString('errors-only')))
      else resolve(filename)
    })
  })
}

async function runEsbuild(format, filename) {
  const outfile = path.join(folder, filename)
  await esbuild({ entryPoints: [input], bundle: true, platform: 'node', minify: true, format, outfile })
  return filename
}

async function runRolldown(format, filename) {
  const bundle = await rolldown({ input, platform: 'node', logLevel: 'silent' })
  await bundle.write({ file: path.join(folder, filename), format })
  return filename
}

async function runVite(entryFileNames) {
  const build = {
    ssr: input,
    outDir: folder,
    emptyOutDir: false,
    rollupOptions: { output: { entryFileNames } },
  }
  await vite({ configFile: false, logLevel: 'silent', ssr: { noExternal: true }, build })
  return entryFileNames
}

for (const bundle of [
  await compile(webpack, 'webpack.cjs'),
  await compile(rspack, 'rspack.cjs'),
  await runEsbuild('cjs', 'esbuild.cjs'),
  await runEsbuild('esm', 'esbuild.mjs'),
  await runRolldown('cjs', 'rolldown.cjs'),
  await runRolldown('es', 'rolldown.mjs'),
  await runVite('vite.mjs'),
]) {
  console.log(path.join(folder, bundle))
}

import { writeFileSync } from 'node:fs'
import { build } from 'esbuild'

for (const platform of ['neutral', 'browser']) {
  const { metafile } = await build({
    entryPoints: ['src/main.js'],
    outfile: `dist/${platform}.js`,
    bundle: true,
    platform,
    format: 'iife',
    globalName: 'app',
    metafile: true,
    logLevel: 'error',
  })
  writeFileSync(`dist/${platform}.json`, JSON.stringify(metafile))
}

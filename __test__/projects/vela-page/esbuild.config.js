import { build } from 'esbuild'
import uploadtask from 'uploadtask/bundlers'

await build({
  entryPoints: ['src/main.js'],
  outfile: 'dist/esbuild/main.mjs',
  bundle: true,
  alias: { '@system.vibrator': './src/device/vibrator.js' },
  platform: 'node',
  format: 'esm',
  plugins: [uploadtask.esbuild()],
})

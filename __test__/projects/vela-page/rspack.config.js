import path from 'node:path'
import uploadtask from 'uploadtask/bundlers'

const common = {
  mode: 'production',
  target: 'node20',
  entry: './src/main.js',
  resolve: { alias: { '@system.vibrator': path.resolve('src/device/vibrator.js') } },
  plugins: [uploadtask.rspack()],
}

export default [
  {
    ...common,
    output: { path: path.resolve('dist/rspack'), filename: 'main.mjs', module: true, chunkFormat: 'module' },
  },
  {
    ...common,
    output: { path: path.resolve('dist/rspack'), filename: 'main.cjs' },
  },
]

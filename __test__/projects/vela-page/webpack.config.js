import path from 'node:path'
import uploadtask from 'uploadtask/bundlers'

const common = {
  mode: 'production',
  target: 'node20',
  entry: './src/main.js',
  resolve: { alias: { '@system.vibrator': path.resolve('src/device/vibrator.js') } },
  plugins: [uploadtask.webpack()],
}

export default [
  {
    ...common,
    output: { path: path.resolve('dist/webpack'), filename: 'main.mjs', module: true, chunkFormat: 'module' },
    experiments: { outputModule: true },
  },
  {
    ...common,
    output: { path: path.resolve('dist/webpack'), filename: 'main.cjs' },
  },
]

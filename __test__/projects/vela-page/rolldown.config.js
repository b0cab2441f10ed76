import path from 'node:path'
import uploadtask from 'uploadtask/bundlers'

export default {
  input: 'src/main.js',
  platform: 'node',
  resolve: { alias: { '@system.vibrator': path.resolve('src/device/vibrator.js') } },
  output: { file: 'dist/rolldown/main.mjs' },
  plugins: [uploadtask.rolldown()],
}

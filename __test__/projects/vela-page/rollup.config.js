import { createRequire } from 'node:module'
import path from 'node:path'
import uploadtask from 'uploadtask/bundlers'

const require = createRequire(import.meta.url)

export default {
  input: 'src/main.js',
  output: { file: 'dist/rollup/main.mjs', format: 'es' },
  plugins: [
    uploadtask.rollup(),
    {
      name: 'packages',
      resolveId(source) {
        if (source === '@system.vibrator') return path.resolve('src/device/vibrator.js')
        return source.startsWith('watch-log/') ? require.resolve(source) : null
      },
    },
  ],
}

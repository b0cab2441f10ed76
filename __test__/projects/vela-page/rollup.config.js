import { createRequire } from 'node:module'
import uploadtask from 'uploadtask/bundlers'

const require = createRequire(import.meta.url)

export default {
  input: 'src/main.js',
  output: { file: 'dist/rollup/main.mjs', format: 'es' },
  plugins: [
    uploadtask.rollup(),
    {
      name: 'packages',
      resolveId: (source) => (source.startsWith('watch-log/') ? require.resolve(source) : null),
    },
  ],
}

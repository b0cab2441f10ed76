import uploadtask from 'uploadtask/bundlers'
import { defineConfig } from 'vite'

export default defineConfig({
  resolve: { alias: { '@system.vibrator': '/src/device/vibrator.js' } },
  plugins: [uploadtask.vite()],
  build: { ssr: 'src/main.js', outDir: 'dist/vite' },
  // Built in, so that what it imports is resolved too.
  ssr: { noExternal: ['watch-log'] },
})

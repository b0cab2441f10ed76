import uploadtask from 'uploadtask/vitest'
import { defineConfig } from 'vitest/config'

/** A page is its script. */
const ux = {
  name: 'ux',
  transform: (code, id) => (id.endsWith('.ux') ? /<script>(.*?)<\/script>/s.exec(code)[1] : undefined),
}

export default defineConfig({
  plugins: [uploadtask(), ux],
  resolve: { alias: { '@system.vibrator': '/src/device/vibrator.js' } },
  test: { globals: true },
})

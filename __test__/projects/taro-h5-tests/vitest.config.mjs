import uploadtask from 'uploadtask/vitest'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [uploadtask({ taro: true })],
  test: { globals: true },
})

import receiver from 'uploadtask/vite-receiver'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [receiver({ path: '/api/upload' })],
})

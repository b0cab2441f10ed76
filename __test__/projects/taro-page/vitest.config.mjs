import uploadtask from 'uploadtask/vitest'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [uploadtask()],
  resolve: {
    // What a build for the platform has in place of the components.
    alias: { '@tarojs/components': '@tarojs/plugin-platform-weapp/dist/components-react' },
  },
  oxc: { jsx: { runtime: 'automatic' } },
  test: { globals: true },
})

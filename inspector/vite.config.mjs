// How the inspector's page is built: a few files with fixed names, which the receiver serves (lib/receiver/inspector/assets.js).

import path from 'node:path'
import { defineConfig } from 'vite'

const root = import.meta.dirname

export default defineConfig({
  root,
  // Wherever the page is mounted.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: path.join(root, '../lib/receiver/inspector/page'),
    emptyOutDir: true,
    target: 'es2022',
    // It is served from the same machine: fewer, larger files are no gain, and a data: URL would need a wider policy.
    assetsInlineLimit: 0,
    modulePreload: false,
    // The notices of what is bundled go with it.
    license: { fileName: 'licenses.md' },
    rolldownOptions: {
      output: {
        entryFileNames: 'page.js',
        chunkFileNames: '[name].js',
        assetFileNames: 'page[extname]',
      },
    },
  },
})

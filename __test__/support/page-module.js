'use strict'
// A module of the inspector's page, for tests that need no browser: bundled as the page is, and imported.
//   const { curlCommand } = await importPage('copy/curl.ts')

const path = require('node:path')

const SOURCES = path.join(__dirname, '../../inspector/src')

/** @type {Map<string, Promise<any>>} */
const imported = new Map()

async function bundle(/** @type {string} */ name) {
  const { build } = await import('vite')
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    root: SOURCES,
    build: {
      write: false,
      minify: false,
      lib: { entry: path.join(SOURCES, name), formats: ['es'], fileName: 'module' },
    },
  })
  const [{ output }] = /** @type {any[]} */ ([built].flat())
  return import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString('base64')}`)
}

/** @param {string} name Its path below inspector/src. @returns {Promise<any>} */
function importPage(name) {
  const known = imported.get(name) ?? bundle(name)
  imported.set(name, known)
  return known
}

module.exports = { SOURCES, importPage }

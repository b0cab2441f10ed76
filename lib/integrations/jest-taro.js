'use strict'
// What `@tarojs/taro` means under the preset of jest: the real one, once its platform has been loaded. jest has no hooks
// of Node's, so it is the preset that puts this file in Taro's place.

const path = require('node:path')
const { createRequire } = require('node:module')
const { pathToFileURL } = require('node:url')
const { TARO, loadTaro, requirePlatform } = require('./taro.js')

/** From where Taro may be found: the module that loads it, the test file, the working directory. */
function importers() {
  const { parent } = /** @type {{ parent?: { filename: string } }} */ (/** @type {unknown} */ (module))
  const files = [parent?.filename, require.main?.filename, path.join(process.cwd(), 'index.js')]
  return files.filter((file) => file !== undefined)
}

/** The first that finds Taro, and what it finds. */
function findTaro() {
  /** @type {unknown} */
  let failure
  for (const importer of importers()) {
    const requireOfImporter = createRequire(importer)
    try {
      // By its name alone, jest would find this file.
      const manifest = requireOfImporter.resolve(`${TARO}/package.json`)
      return { importer, file: path.join(path.dirname(manifest), requireOfImporter(manifest).main) }
    } catch (error) {
      failure ??= error
    }
  }
  throw failure
}

const { importer, file } = findTaro()
const taro = pathToFileURL(file).href
requirePlatform(pathToFileURL(importer).href, taro)
module.exports = loadTaro(taro)

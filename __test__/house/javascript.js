'use strict'
// What the JavaScript imports, by TypeScript's own reader: `require`, `import` and `export … from`, without the types in
// JSDoc.

const fs = require('node:fs')
const path = require('node:path')
// Version 7 has no programmatic interface.
const ts = require('typescript-5')

/** @returns {string[]} */
function targetsOf(/** @type {any} */ entry) {
  return typeof entry === 'string' ? [entry] : targetsOf(entry.default)
}

/**
 * @param {string} root The package's folder.
 * @param {string[]} files Below it.
 * @returns {import('./arrows.js').Imports}
 */
function readImports(root, files) {
  const { name, exports } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'))
  const own = new Map(
    Object.entries(exports)
      .filter(([, entry]) => typeof entry === 'string' || entry.default)
      .map(([subpath, entry]) => [path.posix.join(name, subpath), path.posix.normalize(targetsOf(entry)[0])]),
  )
  return new Map(
    files.map((file) => {
      const { importedFiles } = ts.preProcessFile(fs.readFileSync(path.join(root, file), 'utf8'), true, true)
      const targets = importedFiles.flatMap(({ fileName: specifier }) => {
        if (own.has(specifier)) return [/** @type {string} */ (own.get(specifier))]
        return specifier.startsWith('.') ? [path.posix.join(path.posix.dirname(file), specifier)] : []
      })
      return [file, [...new Set(targets)]]
    }),
  )
}

module.exports = { readImports }

'use strict'
// Which files the FILE parameters mean.

const fs = require('node:fs')
const path = require('node:path')
const { UsageError } = require('../errors.js')

/**
 * @typedef {object} Source
 * @property {string} name As it was given, or as the pattern found it.
 * @property {string} filePath For `uploadFile`.
 * @property {number} [size] In bytes, for a file of this machine.
 */

/** Refuses everything but regular files. */
function checkFile(/** @type {string} */ name, /** @type {fs.Stats} */ stats) {
  if (stats.isDirectory()) {
    throw new UsageError(
      `${name} is a directory; name files in it, for example '${path.posix.join(toSlashes(name), '*')}'`,
    )
  }
  if (!stats.isFile())
    throw new UsageError(`${name} is not a regular file; only regular files can be uploaded`)
}

function toSlashes(/** @type {string} */ name) {
  return path.sep === '\\' ? name.replaceAll('\\', '/') : name
}

/** @returns {Source} */
function hostFile(/** @type {string} */ name, /** @type {fs.Stats} */ { size }) {
  return { name, filePath: path.resolve(name), size }
}

/** The files that a pattern matches, in the order of their names. */
async function findMatches(/** @type {string} */ pattern) {
  const { glob, isDynamicPattern } = require('tinyglobby')
  const slashed = toSlashes(pattern)
  if (!isDynamicPattern(slashed)) {
    throw new UsageError(`there is no file ${pattern} in ${process.cwd()}`)
  }
  const names = await glob(slashed, { expandDirectories: false, absolute: path.isAbsolute(pattern) })
  if (names.length === 0) throw new UsageError(`no file matches ${pattern} in ${process.cwd()}`)
  return names.sort().flatMap((name) => {
    const stats = statOf(name)
    return stats ? [hostFile(name, stats)] : []
  })
}

/** What one FILE means. */
async function resolve(/** @type {string} */ parameter) {
  if (parameter === '') throw new UsageError('FILE must not be empty; name a file or a pattern')
  if (/^[a-z]+:\/\//i.test(parameter)) return [{ name: parameter, filePath: parameter }]
  const stats = statOf(parameter)
  if (!stats) return findMatches(parameter)
  checkFile(parameter, stats)
  return [hostFile(parameter, stats)]
}

/**
 * Finds the files, each once.
 *
 * @param {string[]} parameters
 * @returns {Promise<Source[]>}
 */
async function findFiles(parameters) {
  /** @type {Map<string, Source>} */
  const sources = new Map()
  for (const parameter of parameters) {
    for (const source of await resolve(parameter)) {
      if (!sources.has(source.filePath)) sources.set(source.filePath, source)
    }
  }
  return [...sources.values()]
}

/** The file of exactly this name. */
function statOf(/** @type {string} */ name) {
  try {
    return fs.statSync(name)
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined
    throw new UsageError(`${name} cannot be read (${code})`)
  }
}

module.exports = { findFiles }

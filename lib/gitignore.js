'use strict'
// Who has files put into the storage areas for the first time finds a new folder in the project, and could commit it.

const fs = require('node:fs')
const path = require('node:path')

/** The default root. */
const FOLDER = path.join('data', 'quickapp')

/** The lines of a folder's .gitignore; none where there is no such file. */
function patternsIn(/** @type {string} */ folder) {
  try {
    return fs.readFileSync(path.join(folder, '.gitignore'), 'utf8').split('\n')
  } catch {
    return []
  }
}

/**
 * Whether a line names the folder or one above it. Wildcards inside of a name are not read: who uses them is told once for
 * nothing.
 *
 * @param {string} line
 * @param {string[]} names The way to the folder, from where the line stands.
 */
function covers(line, names) {
  const pattern = line.trim().replace(/\/\*{0,2}$/, '')
  if (!pattern.replace(/^\*\*\//, '').includes('/')) return names.includes(pattern.replace(/^\*\*\//, ''))
  const anchored = pattern.replace(/^\//, '')
  return names.some((_, index) => names.slice(0, index + 1).join('/') === anchored)
}

/** Whether the folder lies in a Git repository that does not ignore it. */
function isCommittable(/** @type {string} */ folder) {
  for (let above = path.dirname(folder); ; above = path.dirname(above)) {
    const names = path.relative(above, folder).split(path.sep)
    if (patternsIn(above).some((line) => covers(line, names))) return false
    if (fs.existsSync(path.join(above, '.git'))) return true
    if (path.dirname(above) === above) return false
  }
}

let isDone = false

/**
 * Tells once that the default root wants a line in .gitignore: to a person, so on a terminal, and not where Git cannot take
 * it or has the line.
 */
function tellOfGitignore() {
  if (isDone) return
  isDone = true
  if (process.stderr?.isTTY !== true) return
  const folder = path.resolve(FOLDER)
  if (!fs.existsSync(folder) || !isCommittable(folder)) return
  process.emitWarning(
    'The files of the storage areas lie in data/quickapp: add the line data/quickapp/ to .gitignore, ' +
      'or set another folder as root.',
    'UploadTaskWarning',
  )
}

module.exports = { tellOfGitignore }

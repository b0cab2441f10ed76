'use strict'
// What the files of a crate name of each other: `use` lines, and paths in the code that begin with `crate`, `super`,
// `self` or a module below. Tests may name anything, and a module may offer what stands in its own folder (`pub use`).

const fs = require('node:fs')
const path = require('node:path')

/** The code without comments, texts and tests. */
function withoutComments(/** @type {string} */ text) {
  return text
    .replace(/\/\/.*$/gm, '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/"(?:\\.|[^"\\])*"/g, '""')
    .replace(/#\[cfg\(test\)\]\s*mod \w+ \{[\s\S]*$/, '')
    .replace(/#\[cfg\(test\)\]\s*(?:pub(?:\([^)]*\))? )?(?:use|mod) [^;]*;/g, '')
}

/** The paths of what follows `use`: `a::{b, c::{d, e}}` has three. @returns {string[][]} */
function expand(/** @type {string} */ tree) {
  const brace = tree.indexOf('{')
  if (brace === -1) return [tree.split(/::|\s+as\s+/).map((segment) => segment.trim())]
  const prefix = tree.slice(0, brace).split('::').slice(0, -1)
  const branches = ['']
  let depth = 0
  for (const letter of tree.slice(brace + 1, tree.lastIndexOf('}'))) {
    if (letter === '{') depth += 1
    if (letter === '}') depth -= 1
    if (letter === ',' && depth === 0) branches.push('')
    else branches[branches.length - 1] += letter
  }
  const paths = branches.filter((branch) => branch.trim() !== '').flatMap((branch) => expand(branch.trim()))
  return paths.map((one) => [...prefix.map((segment) => segment.trim()), ...one])
}

/** The module of a file: `engine/queue.rs` is `['engine', 'queue']`. */
function moduleOf(/** @type {string} */ file) {
  const segments = file.replace(/\.rs$/, '').split('/')
  return ['mod', 'lib'].includes(/** @type {string} */ (segments.at(-1))) ? segments.slice(0, -1) : segments
}

/**
 * @param {string} root The folder that `lib.rs` is in.
 * @returns {import('./arrows.js').Imports} The files are named from there.
 */
function readPaths(root) {
  const files = fs
    .readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => file.endsWith('.rs') && !/(?:^|\/)tests(?:\.rs$|\/)/.test(file))
    .sort()
  const fileOf = new Map(files.map((file) => [moduleOf(file).join('::'), file]))

  /** The file that a path leads into: its longest beginning that is a module. */
  const resolve = (/** @type {string[]} */ self, /** @type {string[]} */ given) => {
    let [at, rest] = [self, given]
    if (rest[0] === 'crate') [at, rest] = [[], rest.slice(1)]
    else if (rest[0] === 'self') rest = rest.slice(1)
    else if (rest[0] !== 'super' && !fileOf.has([...self, rest[0]].join('::'))) return undefined
    while (rest[0] === 'super') [at, rest] = [at.slice(0, -1), rest.slice(1)]
    for (let length = rest.length; length >= 0; length -= 1) {
      const file = fileOf.get([...at, ...rest.slice(0, length)].join('::'))
      if (file) return file
    }
  }

  return new Map(
    files.map((file) => {
      const self = moduleOf(file)
      const code = withoutComments(fs.readFileSync(path.join(root, file), 'utf8'))
      /** @type {string[][]} */
      const paths = []
      const body = code.replace(/^\s*(pub(?:\([^)]*\))? )?use ([^;]*);/gm, (_, isPublic, tree) => {
        for (const one of expand(tree)) {
          const isBelow = resolve(self, one)?.startsWith(self.length > 0 ? `${self.join('/')}/` : '')
          if (!isPublic || !isBelow) paths.push(one)
        }
        return ''
      })
      for (const [text] of body.matchAll(/(?<![\w:])[a-z_]\w*(?:::\w+)+/g)) paths.push(text.split('::'))
      const targets = paths.map((one) => resolve(self, one)).filter((target) => target && target !== file)
      return [file, /** @type {string[]} */ ([...new Set(targets)])]
    }),
  )
}

module.exports = { readPaths }

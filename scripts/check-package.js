'use strict'
// The package as npm would publish it: what is in it, how large it is, and what two tools that know bundlers, loaders
// and compilers say about it. The native addon is in packages of its own.

const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { root, findProgram } = require('./build.js')
const { runNpm } = require('./npm.js')

/** Where the tarball goes. */
const folder = path.join(root, 'target', 'package')

// Room to grow, but too little for a forgotten picture or binary.
const MAX_PACKED = 900_000
const MAX_UNPACKED = 2_600_000

/** What a user of the package does not need. */
const UNWANTED = [
  /\.node$/,
  /\.(test|spec)\.[cm]?js$/,
  // Without benches/ the manifest of the core would not do.
  /(^|\/)(__test__|tests?|fixtures?|examples?|bench|fuzz|node_modules|target)\//,
  /^(docs|inspector|npm|scripts|\.ci|\.github)\//,
  /^(biome|tsconfig|package-lock)\b/,
]

/** What has to be there beside what the exports map names. */
const WANTED = [
  'package.json',
  'README.md',
  'LICENSE',
  'THIRD-PARTY-LICENSES',
  'crates/core/src/dialect/codes.json',
  // The inspector's page, and the notices of what is bundled with it.
  ...['index.html', 'page.js', 'page.css', 'editor.js', 'licenses.md'].map(
    (name) => `lib/receiver/inspector/page/${name}`,
  ),
]

let failed = false

function complain(/** @type {string} */ sentence) {
  failed = true
  console.error(sentence)
}

/** Runs a program of an installed package on the tarball; complains if it finds anything. */
function runTool(
  /** @type {string} */ packageName,
  /** @type {string} */ program,
  /** @type {string[]} */ values,
) {
  const command = findProgram(packageName, program) ?? `${packageName} is not installed`
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...values], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status === 0) console.log(`${program} found nothing`)
  else complain(`${program}:\n${stdout}${stderr}`)
}

/** The files of an entry of the exports map. @returns {string[]} */
function targetsOf(/** @type {unknown} */ entry) {
  return typeof entry === 'string' ? [entry] : Object.values(Object(entry)).flatMap(targetsOf)
}

/** Packs the package; returns what npm reports about the tarball. */
function pack() {
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(folder, { recursive: true })
  const values = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const { error, status, stdout } = runNpm(values, { cwd: root })
  if (error || status !== 0) throw error ?? new Error('`npm pack` failed')
  // A list, or since npm 12 an object with the names of the packages.
  /** @type {Array<{ filename: string, size: number, unpackedSize: number, files: Array<{ path: string }> }>} */
  const [packed] = Object.values(JSON.parse(stdout))
  return packed
}

const { filename, size, unpackedSize, files } = pack()
const names = files.map((file) => file.path)
console.log(`${filename}: ${names.length} files, ${size} bytes packed, ${unpackedSize} unpacked`)

for (const name of names) {
  if (UNWANTED.some((pattern) => pattern.test(name))) complain(`${name} should not be in the package`)
}
const { exports: entries, bin } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'))
const named = [...targetsOf(entries), ...targetsOf(bin)].map((target) => path.posix.normalize(target))
for (const name of new Set([...WANTED, ...named])) {
  if (!names.includes(name)) complain(`${name} is missing from the package`)
}
if (size > MAX_PACKED) complain(`${size} bytes packed, more than the limit of ${MAX_PACKED}`)
if (unpackedSize > MAX_UNPACKED) {
  complain(`${unpackedSize} bytes unpacked, more than the limit of ${MAX_UNPACKED}`)
}

const tarball = path.join(folder, filename)
runTool('publint', 'publint', [tarball, '--strict'])
runTool('@arethetypeswrong/cli', 'attw', [
  tarball,
  '--no-definitely-typed',
  '--no-emoji',
  // Data for editors, which no program imports.
  ...['--exclude-entrypoints', 'rules.schema.json'],
  '--format',
  'table',
])
process.exitCode = failed ? 1 : 0

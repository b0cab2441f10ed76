'use strict'
// How many instructions an upload of 1 KiB takes below JavaScript: the engine's example on one thread, 10 uploads at a time,
// counted by valgrind's callgrind. Unlike times they do not depend on what else the machine does. Without valgrind it says so
// and is done.
//   npm run bench:instructions

const { spawnSync } = require('node:child_process')
const { onExit } = require('signal-exit')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { BuildError } = require('../lib/build/build-error.js')
const { root } = require('../scripts/build.js')
const { killAll } = require('./children.js')
const { makeFiles } = require('./file-sets.js')
const { buildNative } = require('./native.js')
const { startSink } = require('./sink.js')
const { KIBI } = require('./workloads.js')

/** Two runs, and the difference between them: starting, connecting and ending are in both. */
const FEW = 1000
const MANY = 3000

/** Builds the example; returns its path. */
function buildExample() {
  const { status, stdout } = spawnSync(
    'cargo',
    [
      ...['build', '--release', '--locked', '--package', 'uploadtask-core', '--example', 'many'],
      '--message-format=json-render-diagnostics',
    ],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 64 * 1024 ** 2 },
  )
  if (status !== 0) throw new BuildError('The example could not be built; see the output above.')
  const built = stdout.split('\n').filter((line) => line.startsWith('{"reason":"compiler-artifact"'))
  const executable = built.map((line) => JSON.parse(line).executable).findLast((file) => file)
  if (typeof executable !== 'string') throw new BuildError('cargo built the example but names no program.')
  return executable
}

/** The instructions of one run. */
function count(
  /** @type {string} */ example,
  /** @type {string} */ url,
  /** @type {string[]} */ paths,
  /** @type {string} */ folder,
) {
  const { status, stderr } = spawnSync(
    'valgrind',
    ['--tool=callgrind', `--callgrind-out-file=${path.join(folder, 'callgrind.out')}`, example, url],
    { input: `${paths.join('\n')}\n`, encoding: 'utf8' },
  )
  const collected = /Collected : (\d+)/.exec(stderr)
  if (status !== 0 || !collected) throw new BuildError(`valgrind failed:\n${stderr}`)
  return Number(collected[1])
}

async function main() {
  if (spawnSync('valgrind', ['--version']).error) {
    console.log('Skipped: there is no valgrind, which counts the instructions.')
    return
  }
  const [native, example] = [buildNative(), buildExample()]
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'uploadtask-instructions-'))
  onExit(() => {
    killAll()
    fs.rmSync(folder, { recursive: true, force: true })
  })
  const { paths } = makeFiles(folder, native, { count: MANY, size: KIBI })
  const sink = await startSink(native, folder, null)
  const url = `${sink.url}?size=${KIBI}`
  const few = count(example, url, paths.slice(0, FEW), folder)
  const many = count(example, url, paths, folder)
  await sink.stop()
  const each = Math.round((many - few) / (MANY - FEW))
  console.log(`${each.toLocaleString('en')} instructions an upload (1 KiB, 10 at a time, one thread).`)
}

main().catch((error) => {
  console.error(error instanceof BuildError ? `\nuploadtask: ${error.message}\n` : error)
  process.exit(1)
})

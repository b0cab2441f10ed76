'use strict'
// Formatting, lints and types of both languages. All of them run, even after one failed.

const { spawnSync } = require('node:child_process')
const { root, findProgram } = require('./build.js')

/** A program that an installed package brings, as a command line. */
function fromPackage(/** @type {string} */ packageName, /** @type {string} */ program) {
  return [process.execPath, findProgram(packageName, program) ?? `${packageName} is not installed`]
}

/** The Rust that is not in the package, and so is no member of its workspace. */
const testServer = ['--manifest-path', '__test__/interop/rust/Cargo.toml']

/** @type {Array<[heading: string, command: string[]]>} */
const checks = [
  ['Rust formatting (cargo fmt)', ['cargo', 'fmt', '--all', '--check']],
  [
    'Rust lints (cargo clippy)',
    ['cargo', 'clippy', '--workspace', '--all-targets', '--locked', '--', '-D', 'warnings'],
  ],
  ['Rust formatting of the test server (cargo fmt)', ['cargo', 'fmt', ...testServer, '--check']],
  [
    'Rust lints of the test server (cargo clippy)',
    [
      ...['cargo', 'clippy', ...testServer, '--target-dir', 'target/interop-rust', '--locked'],
      ...['--', '-D', 'warnings'],
    ],
  ],
  [
    'JavaScript formatting and lints (biome)',
    [...fromPackage('@biomejs/biome', 'biome'), 'ci', ...(process.stdout.isTTY ? [] : ['--colors=off']), '.'],
  ],
  ['Types (tsc)', [...fromPackage('typescript', 'tsc'), '-p', 'tsconfig.json']],
  [
    "Types of the inspector's page (tsc)",
    [...fromPackage('typescript', 'tsc'), '-p', 'lib/receiver/inspector/page/tsconfig.json'],
  ],
]

const results = checks.map(([heading, [program, ...values]]) => {
  console.log(`\n── ${heading} ──\n`)
  const { error, status } = spawnSync(program, values, { cwd: root, stdio: 'inherit' })
  if (error) console.error(`${program}: ${error.message}`)
  return { heading, passed: status === 0 }
})

console.log(
  `\n${results.map(({ heading, passed }) => `${passed ? 'passed' : 'FAILED'}  ${heading}`).join('\n')}`,
)
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1

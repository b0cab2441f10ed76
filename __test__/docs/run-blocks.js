'use strict'
// Runs the code blocks of a page in one project, one after the other, against a receiver.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const ts = require('typescript-5')
const { createReceiver } = /** @type {any} */ (require('../../lib/receiver/index.js'))
const { bin, startProcess } = require('../cli/command.js')
const { packageFolder } = require('../support/child.js')
const { WITHOUT_CURL } = require('../support/curl.js')
const { createProject } = require('../support/project.js')

/** @typedef {import('./blocks.js').Block} Block */

/** What the examples have in place of the reader's server. */
const SERVERS = /127\.0\.0\.1:(?:3000|8310)/g

/** Code that uploads. */
const UPLOADS = /uploadFile|uploadtask upload|uploadtask\/register/

/** What is in the reader's folder. */
const FILES = {
  'package.json': { type: 'module' },
  'file.jpg': 'a picture',
  'other.jpg': 'another picture',
  'photos/one.jpg': 'one',
  'photos/deep/two.png': 'two',
  // More than rules that break a connection let through.
  'photo.jpg': Buffer.alloc(100_000, 'photo'),
  'data/quickapp/files/app/a.txt': 'a text',
}

/** The programs that commands begin with, as scripts in a folder. @param {string} folder */
function writePrograms(folder) {
  const programs = path.join(folder, 'node_modules', '.bin')
  fs.mkdirSync(programs)
  const scripts = {
    node: `exec "${process.execPath}" "$@"`,
    npx: `test "$1" = uploadtask || exit 1\nshift\nexec "${process.execPath}" "${bin}" "$@"`,
  }
  for (const [name, script] of Object.entries(scripts)) {
    fs.writeFileSync(path.join(programs, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  }
  return programs
}

/** Reads code without running it. @param {string} code @param {string} language */
function compile(code, language) {
  const { diagnostics = [] } = ts.transpileModule(code, {
    fileName: `block.${language}`,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 },
  })
  assert.deepEqual(
    diagnostics.map(({ messageText }) => messageText),
    [],
  )
  for (const [, names, specifier] of code.matchAll(/^import \{(.*)\} from '(uploadtask[^']*)'/gm)) {
    const there = Object.keys(require(specifier))
    for (const name of names.split(',')) assert.ok(there.includes(name.trim()), `${specifier} has no ${name}`)
  }
}

/**
 * Runs one block after the other.
 *
 * @param {import('node:test').TestContext} context
 * @param {string} page
 * @param {Block[]} blocks
 */
async function runBlocks(context, page, blocks) {
  const receiver = createReceiver()
  context.after(() => receiver.close())
  const { port } = await receiver.listen()
  const folder = createProject(context, FILES)
  const programs = writePrograms(folder)
  // Tests in the blocks are to run, and to say so, though they are within a test.
  const env = /** @type {any} */ ({
    NODE_TEST_CONTEXT: undefined,
    PATH: `${programs}${path.delimiter}${process.env.PATH}`,
  })
  const here = (/** @type {string} */ code) => code.replaceAll(SERVERS, `127.0.0.1:${port}`)
  let printed = ''

  /** Runs a command to its end, which has to be a good one. @param {string[]} command @param {string} code */
  async function run(command, code) {
    const before = receiver.uploads.length
    const ended = await startProcess(context, command, { cwd: folder, env }).ended
    assert.deepEqual({ code: ended.code, stderr: ended.stderr }, { code: 0, stderr: '' }, ended.stdout)
    const uploads = UPLOADS.test(code) && code.includes(`127.0.0.1:${port}`)
    assert.ok(!uploads || receiver.uploads.length > before, 'nothing was uploaded')
    printed = ended.stdout
  }

  /** Starts a receiver as the block says, and ends it as soon as it listens. @param {string} line */
  async function serve(line) {
    const command = /--port/.test(line) ? line.replace(/--port \d+/, '--port 0') : `${line} --port 0`
    const started = startProcess(context, ['sh', '-c', `exec ${command}`], { cwd: folder, env })
    await started.printed(/"event":"listening"|Press Ctrl-C to stop/)
    started.child.kill()
    await started.ended
  }

  /** @type {Record<string, (block: Block) => Promise<void> | void>} */
  const kinds = {
    save: ({ value, code }) => fs.writeFileSync(path.join(folder, value), here(code)),
    run: ({ value, code }) => {
      const [name, hook] = value.split(' ')
      const text = here(code)
      fs.writeFileSync(path.join(folder, name), text)
      const options = [
        ...(hook === 'register' ? ['--import', 'uploadtask/register'] : []),
        ...(name.includes('.test.') ? ['--test'] : []),
      ]
      return run([process.execPath, ...options, name], text)
    },
    configuration: async ({ code }) => {
      const file = path.join(folder, 'uploadtask.config.json')
      fs.writeFileSync(file, code)
      await run([process.execPath, '--import', 'uploadtask/register', '--eval', ''], '')
      fs.rmSync(file)
    },
    prints: ({ code }) => assert.equal(printed.trimEnd(), code.trimEnd()),
    shell: async ({ code, value }) => {
      if (process.platform === 'win32') return
      if (code.startsWith('curl ') && WITHOUT_CURL) return
      if (value === 'only read') {
        await run(['sh', '-n', '-c', code], '')
        return
      }
      const lines = code.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
      if (!lines.some((line) => line.startsWith('npx uploadtask serve'))) {
        await run(['sh', '-e', '-c', here(code)], here(code))
        return
      }
      for (const line of lines) await serve(line)
    },
    compiled: ({ code, language }) => compile(code, language),
  }
  for (const block of blocks) {
    try {
      await kinds[/** @type {string} */ (block.kind)](block)
    } catch (error) {
      const failure = /** @type {Error} */ (error)
      failure.message = `${page}:${block.line}: ${failure.message}`
      throw error
    }
  }
}

/** Fails for a command of the text that this package does not have. */
function checkCommands(/** @type {string} */ code) {
  const { scripts } = JSON.parse(fs.readFileSync(path.join(packageFolder, 'package.json'), 'utf8'))
  for (const [, name] of code.matchAll(/\bnpm run ([\w:]+)/g)) assert.ok(name in scripts, `npm run ${name}`)
}

module.exports = { runBlocks, checkCommands }

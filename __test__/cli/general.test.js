'use strict'

const assert = require('node:assert/strict')
const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const test = require('node:test')
const { version } = require('uploadtask/package.json')
const { runNode } = require('../support/child.js')
const { temporaryFolder } = require('../support/files.js')
const { bin, runCommand } = require('./command.js')

const COMMANDS = ['serve', 'upload', 'demo', 'build']

test('cli: --version prints the version of package.json', async () => {
  for (const option of ['--version', '-V']) {
    const { code, stdout, stderr } = await runCommand([option])
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: `${version}\n`, stderr: '' })
  }
})

test('cli: --help names the commands and has examples', async () => {
  const { code, stdout, stderr } = await runCommand(['--help'])
  assert.equal(code, 0)
  assert.equal(stderr, '')
  for (const command of COMMANDS) assert.match(stdout, new RegExp(`^  ${command} `, 'm'))
  assert.match(stdout, /Examples:\n {2}\$ uploadtask /)
})

for (const command of COMMANDS) {
  test(`cli: ${command} --help has options, exit codes and examples`, async () => {
    const { code, stdout, stderr } = await runCommand([command, '--help'])
    assert.equal(code, 0)
    assert.equal(stderr, '')
    assert.match(stdout, new RegExp(`^Usage: uploadtask ${command} `))
    assert.match(stdout, /^Options:$/m)
    assert.match(stdout, /^Exit codes:$/m)
    assert.match(stdout, new RegExp(`^Examples:\\n {2}\\$ uploadtask ${command}`, 'm'))
    assert.equal((await runCommand(['help', command])).stdout, stdout)
  })

  test(`cli: ${command} refuses an unknown option with a suggestion, exit code 2`, async () => {
    const options = { serve: '--prot', upload: '--ulr', demo: '--opne', build: '--hepl' }
    const meant = { serve: '--port', upload: '--url', demo: '--open', build: '--help' }
    const name = /** @type {keyof typeof options} */ (command)
    const files = command === 'upload' ? ['a.txt'] : []
    const { code, stdout, stderr } = await runCommand([command, ...files, options[name]])
    assert.equal(code, 2)
    assert.equal(stdout, '')
    assert.match(
      stderr,
      new RegExp(`unknown option '${options[name]}'\\s+\\(Did you mean ${meant[name]}\\?\\)`),
    )
    assert.match(stderr, new RegExp(`uploadtask ${command} --help`))
  })
}

test('cli: an unknown command is refused with a suggestion, exit code 2', async () => {
  const { code, stdout, stderr } = await runCommand(['uplod', 'a.txt'])
  assert.equal(code, 2)
  assert.equal(stdout, '')
  assert.match(stderr, /unknown command 'uplod'\s+\(Did you mean upload\?\)/)
})

test('cli: without a command there are ten lines of what there is and what to try first, exit code 0', async () => {
  const { code, stdout, stderr } = await runCommand([])
  assert.equal(code, 0)
  assert.equal(stderr, '')
  const lines = stdout.trimEnd().split('\n')
  assert.equal(lines.length, 10)
  assert.ok(lines[0].startsWith(`uploadtask ${version}: `))
  for (const command of COMMANDS) assert.match(stdout, new RegExp(`^  npx uploadtask ${command} `, 'm'))
  assert.match(stdout, /^ {2}npx uploadtask demo .*Try this first/m)
  for (const line of lines.slice(0, -1)) assert.ok(line.length <= 80, line)
})

test('cli: help and version load neither the addon nor the receiver', async () => {
  const source = `
    process.on('exit', () => {
      const loaded = Object.keys(require.cache)
      console.error(JSON.stringify(loaded.filter((file) => /\\.node$|receiver|live-lines|tinyglobby/.test(file))))
    })
    require(${JSON.stringify(path.join(path.dirname(bin), 'program.js'))}).run(JSON.parse(process.argv[1]))`
  for (const parameters of [[], ['--help'], ['upload', '--help'], ['serve', '--help'], ['--version']]) {
    const { code, stderr } = await runNode(['-e', source, '--', JSON.stringify(parameters)])
    assert.equal(code, 0)
    assert.deepEqual(JSON.parse(stderr), [])
  }
})

test('cli: runs as a program of its own, through a link as npm makes it', {
  skip: process.platform === 'win32' && 'npm makes scripts there, not links',
}, (context) => {
  const link = path.join(temporaryFolder(context), 'uploadtask')
  fs.symlinkSync(bin, link)
  const { status, stdout } = spawnSync(link, ['--version'], { encoding: 'utf8' })
  assert.equal(status, 0)
  assert.equal(stdout, `${version}\n`)
})

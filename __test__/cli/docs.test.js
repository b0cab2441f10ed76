'use strict'
// docs/reference/cli.md: its examples run, its options are those that there are.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const test = require('node:test')
const { createReceiver } = require('../../lib/receiver/index.js')
const { packageFolder } = require('../support/child.js')
const { temporaryFolder } = require('../support/files.js')
const { bin, runCommand, startProcess } = require('./command.js')

const text = fs.readFileSync(path.join(packageFolder, 'docs', 'reference', 'cli.md'), 'utf8')

/** What stands under a heading of the second level. */
function section(/** @type {string} */ heading) {
  return text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
}

/** The lines of the code blocks in a language. */
function code(/** @type {string} */ language) {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(
    ([, block]) => block,
  )
}

const examples = code('sh').join('').trim().split('\n')

/** The folder in which the examples are tried. */
function prepare(/** @type {import('node:test').TestContext} */ context) {
  const cwd = temporaryFolder(context)
  fs.mkdirSync(path.join(cwd, 'photos', 'deep'), { recursive: true })
  for (const name of ['photo.jpg', 'a.log', 'b.log', 'photos/one.jpg', 'photos/deep/two.png']) {
    fs.writeFileSync(path.join(cwd, name), name)
  }
  const [rules] = code('json')
  fs.writeFileSync(path.join(cwd, 'rules.json'), rules)
  return cwd
}

/** A line for the shell, with this command in the place of npx. */
function shellLine(/** @type {string} */ example, /** @type {number} */ port) {
  return example
    .replace(/^npx uploadtask/, `exec "${process.execPath}" "${bin}"`)
    .replaceAll('127.0.0.1:8310', `127.0.0.1:${port}`)
}

test('cli: docs/reference/cli.md has examples of each command', () => {
  for (const command of ['serve', 'upload', 'demo']) {
    assert.ok(examples.some((example) => example.startsWith(`npx uploadtask ${command}`)))
  }
})

const posix = { skip: process.platform === 'win32' && 'the examples are for a POSIX shell' }

for (const example of examples.filter((line) => line.startsWith('npx uploadtask upload'))) {
  test(`cli: documented: ${example}`, posix, async (context) => {
    const receiver = createReceiver()
    context.after(() => receiver.close())
    const { port } = await receiver.listen()
    const cwd = prepare(context)
    const ended = await startProcess(context, ['sh', '-c', shellLine(example, port)], { cwd }).ended
    assert.equal(ended.code, 0, ended.stdout + ended.stderr)
    assert.ok(receiver.uploads.length > 0)
    assert.ok(receiver.uploads.every(({ state }) => state === 'complete'))
    const line = example.includes('--json') ? /^\{"file":/gm : /^✓ /gm
    assert.equal(ended.stdout.match(line)?.length, receiver.uploads.length)
  })
}

for (const example of examples.filter((line) => line.startsWith('npx uploadtask serve'))) {
  test(`cli: documented: ${example}`, posix, async (context) => {
    const line = example.includes('--port') ? example : `${example} --port 0`
    const started = startProcess(context, ['sh', '-c', shellLine(line, 0)], { cwd: prepare(context) })
    await started.printed(
      example.includes('--json') ? /^\{"event":"listening",.*\}$/m : /Press Ctrl-C to stop/,
    )
    started.child.kill()
    assert.equal((await started.ended).code, 143)
  })
}

for (const command of ['serve', 'upload', 'demo']) {
  test(`cli: the documented options of ${command} are those of its help`, async () => {
    const { stdout } = await runCommand([command, '--help'])
    const inHelp = [...stdout.matchAll(/^ {2}((?:-\w, )?--[a-z-]+(?: [<[].*?[>\]])?)(?: |$)/gm)]
      .map(([, option]) => option)
      .filter((option) => option !== '-h, --help')
    const documented = [...section(command).matchAll(/^\| `((?:-\w, )?--.*?)` +\|/gm)].map(
      ([, option]) => option,
    )
    assert.ok(inHelp.length > 0)
    assert.deepEqual(documented, inHelp)
  })
}

test('cli: the documented members of a line of JSON are those that there are', posix, async (context) => {
  const receiver = createReceiver({ rules: [{ match: { filename: 'a.log' }, respond: { status: 500 } }] })
  context.after(() => receiver.close())
  const { url } = await receiver.listen()
  const { lines } = await runCommand(['upload', 'a.log', '--url', url, '--json'], { cwd: prepare(context) })
  const table = section('upload').split('### Output of upload')[1]
  const documented = [...table.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name)
  assert.deepEqual(Object.keys(JSON.parse(lines[0])), documented)
})

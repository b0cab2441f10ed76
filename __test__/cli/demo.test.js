'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const test = require('node:test')
const path = require('node:path')
const { thisPlatform } = require('../../lib/binaries.js')
const { packageFolder, runNode } = require('../support/child.js')
const { temporaryFolder } = require('../support/files.js')
const { installPacked } = require('../support/packed.js')
const { runCommand, startCommand } = require('./command.js')

test('cli: demo runs from any folder, every check holds, and nothing is left behind', async (context) => {
  const cwd = temporaryFolder(context)
  const temporary = temporaryFolder(context)
  const { code, stdout, stderr } = await runCommand(['demo'], { cwd, env: { TMPDIR: temporary } })
  assert.equal(stderr, '')
  assert.equal(code, 0, stdout)
  for (const name of ['Xiaomi Vela', 'Quick App', 'WeChat', 'Taro'])
    assert.match(stdout, new RegExp(`^  ${name} `, 'm'))
  assert.match(stdout, /✓ 14 uploads, .*; all 247 checks hold\./)
  assert.doesNotMatch(stdout, /__uploadtask/)
  assert.deepEqual(fs.readdirSync(temporary), [])
  assert.deepEqual(fs.readdirSync(cwd), [])
})

test('cli: demo runs from an installed package, and moves so little that it takes seconds on a slow disk too', async (context) => {
  const { project, folder, addPlatform } = installPacked(context)
  const platform = thisPlatform()
  addPlatform(platform, fs.readFileSync(path.join(packageFolder, `uploadtask.${platform}.node`)))
  const program = path.join(folder, 'lib', 'cli', 'index.js')
  const { code, stdout, stderr } = await runNode([program, 'demo'], { cwd: project })
  assert.equal(stderr, '')
  assert.equal(code, 0, stdout)
  const [, megabytes] = /✓ 14 uploads, ([\d.]+) MB, .*; all 247 checks hold\./.exec(stdout) ?? []
  assert.ok(Number(megabytes) <= 250, `${megabytes} MB`)
})

test('cli: npm run demo is the same tour', async () => {
  const { code, stdout } = await runNode([path.join(packageFolder, 'demo', 'demo.js')])
  assert.equal(code, 0, stdout)
  assert.match(stdout, /all 247 checks hold\./)
})

test('cli: demo --open ends with the URL of the inspector, which shows the uploads until Ctrl-C', {
  skip: process.platform === 'win32' && 'signals end programs at once there',
}, async (context) => {
  const temporary = temporaryFolder(context)
  const { printed, child, ended } = startCommand(context, ['demo', '--open'], { env: { TMPDIR: temporary } })
  const [, inspector] = await printed(/^ +See what arrived at +(http:\S+\/__uploadtask\/)$/m)
  await printed(/Ctrl-C/)
  assert.equal((await fetch(inspector)).status, 200)
  const uploads = await (await fetch(`${inspector}api/uploads`)).json()
  assert.match(JSON.stringify(uploads), /日落\.png/)
  child.kill('SIGINT')
  assert.equal((await ended).code, 130)
  assert.deepEqual(fs.readdirSync(temporary), [])
})

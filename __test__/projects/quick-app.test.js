'use strict'
// A page of a watch and of a quick app, as the vendors' toolchains build it.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { before, test } = require('node:test')

const { RSA, issue } = require('../support/certificates.js')
const { runNode } = require('../support/child.js')
const { prepareInstalledProject } = require('../support/installed-project.js')
const { ran, versionIn } = require('../support/ran.js')
const { startReceiver } = require('../support/receiver.js')

/** @type {string} */
let project
before(async () => {
  project = await prepareInstalledProject('quick-app')
})

/** The toolchains, and what else of the project each of them wants. @type {Record<string, string[]>} */
const TOOLS = {
  'aiot-toolkit': [],
  'hap-toolkit-0.7': ['babel.config.js'],
  'hap-toolkit-1.9': [],
  'hap-toolkit': [],
}

/** Builds the app with a toolchain, in a folder of its own; returns the folder with the built app. */
async function build(/** @type {string} */ tool, /** @type {string} */ command) {
  const folder = path.join(project, `${tool}-${command}`)
  fs.mkdirSync(path.join(folder, 'sign', 'release'), { recursive: true })
  for (const entry of ['src', 'package.json', ...TOOLS[tool]]) {
    fs.cpSync(path.join(project, entry), path.join(folder, entry), { recursive: true })
  }
  // hap-toolkit 2 looks for itself there.
  fs.symlinkSync(path.join(project, 'node_modules'), path.join(folder, 'node_modules'), 'junction')
  const { cert, key } = await issue({ name: 'Test App', algorithm: RSA })
  fs.writeFileSync(path.join(folder, 'sign', 'release', 'certificate.pem'), cert)
  fs.writeFileSync(path.join(folder, 'sign', 'release', 'private.pem'), key)
  const program = path.join(project, 'node_modules', tool, 'bin', 'index.js')
  const { code, stdout, stderr } = await runNode([program, command], { cwd: folder, timeout: 120_000 })
  assert.equal(code, 0, `${stdout}\n${stderr}`)
  return path.join(folder, 'build')
}

/** What a call of a feature throws. */
const sentence = (/** @type {string} */ member, /** @type {string} */ specifier) =>
  `${member}: there is no ${specifier} in Node.js; uploadtask provides @system.uploadtask`

for (const tool of Object.keys(TOOLS)) {
  for (const command of ['build', 'release']) {
    test(`V3 V35 V41 ${tool} ${command}: the built page loads and uploads, also a resource of the app`, async (context) => {
      const app = await build(tool, command)
      const receiver = await startReceiver(context, (_upload, _request, response) => response.end('stored'))
      const hook = ['--import', 'uploadtask/register', path.join(project, 'main.mjs')]
      const ended = await runNode([...hook, receiver.url, 'pages/record/index.js'], { cwd: app })
      assert.deepEqual(
        [ended.code, ended.stderr, ended.stdout.trimEnd().split('\n')],
        [
          0,
          '',
          [
            'ready',
            '200 stored',
            'sent: 200',
            sentence('router.back', '@system.router'),
            sentence('push.on', '@service.push'),
            sentence('prompt.showToast', '@system.prompt'),
            sentence('vibrator.vibrate', '@system.vibrator'),
          ],
        ],
      )
      const sent = receiver.uploads.map(({ files: [{ field, filename, size }] }) => [field, filename, size])
      assert.deepEqual(sent, [
        ['record', 'record.txt', 'a record of the watch'.length],
        ['log', 'log.txt', 'a log'.length],
      ])
      const toolkit = tool.replace(/-[\d.]+$/, '')
      ran(
        toolkit === 'aiot-toolkit' ? 'Xiaomi Vela' : 'Quick App',
        `${toolkit} ${versionIn(project, tool)}`,
        `the page that \`${command}\` makes: uploads of a stored file and of a resource, placeholders`,
      )
    })
  }
}

test('V41 the examples of docs/guide/device-pages.md are what the tests run', () => {
  const document = fs.readFileSync(
    path.join(__dirname, '..', '..', 'docs', 'guide', 'device-pages.md'),
    'utf8',
  )
  const blocks = [...document.matchAll(/<!-- file: (\S+) -->\n```js\n(.*?)```\n/gs)]
  assert.deepEqual(
    blocks.map(([, file]) => file),
    [
      'quick-app/run-page.mjs',
      'vela-page/vitest.config.js',
      'vela-page/jest.config.js',
      'vela-page/ux-transform.cjs',
      'vela-page/test/list.spec.js',
      'vela-page/test/mocks.spec.js',
    ],
  )
  for (const [, file, text] of blocks) {
    assert.equal(text, fs.readFileSync(path.join(__dirname, file), 'utf8'), file)
  }
})

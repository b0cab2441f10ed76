'use strict'
// docs/reference/receiver.md: its code runs as it stands there, and its tables are complete.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { createReceiver } = /** @type {any} */ (require('../../lib/receiver/index.js'))
const { readOptions } = require('../../lib/receiver/options.js')
const { runNode, packageFolder } = require('../support/child')
const { outcome } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { createProject } = require('../support/project')

const DOCUMENT = fs.readFileSync(path.join(packageFolder, 'docs', 'reference', 'receiver.md'), 'utf8')

/** The text of a part, from its heading to the next one. */
function section(/** @type {string} */ heading) {
  const from = DOCUMENT.indexOf(`\n## ${heading}\n`)
  assert.notEqual(from, -1, heading)
  const rest = DOCUMENT.slice(from + 4)
  const end = rest.indexOf('\n## ')
  return end === -1 ? rest : rest.slice(0, end)
}

/** Its code blocks in a language. */
function blocks(/** @type {string} */ heading, language = 'js') {
  const fence = new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm')
  return [...section(heading).matchAll(fence)].map(([, code]) => code)
}

/** The code in the first cell of each row of its tables: the names that it explains. */
function explained(/** @type {string} */ heading, from = '') {
  const text = section(heading)
  return [...text.slice(text.indexOf(from)).matchAll(/^\| (`[^|]*) +\|/gm)].flatMap(([, cell]) =>
    [...cell.matchAll(/`(\w+)[^`]*`/g)].map(([, name]) => name),
  )
}

/** Runs a program in a project that has the package, and the file that the document's code sends. */
function runCode(
  /** @type {import('node:test').TestContext} */ context,
  /** @type {string} */ name,
  /** @type {string} */ code,
) {
  const project = createProject(context, { [name]: code, 'file.jpg': 'a picture' })
  fs.symlinkSync(
    path.join(packageFolder, 'node_modules', 'msw'),
    path.join(project, 'node_modules', 'msw'),
    'junction',
  )
  // Tests in it are to run, and to say so, though they are within a test.
  return runNode([name], { cwd: project, env: { NODE_TEST_CONTEXT: '' } })
}

test('receiver.md: the tests in it pass, with its assertions', async (context) => {
  const [tests, assertions] = blocks('In a test')
  const said = assertions.replace(/import (\{.*\}) from ('.*').*/, 'const $1 = require($2)')
  const code = tests.replace('  assert.deepEqual(upload.fields', `${said}\n  assert.deepEqual(upload.fields`)
  const { stdout, code: exit } = await runCode(context, 'a.test.js', code)
  assert.equal(exit, 0, stdout)
  assert.match(stdout, /^# pass 2$/m)
})

test('receiver.md: the code of intercept and of MSW does what it says', async (context) => {
  const [intercept] = blocks('intercept')
  const alone = await runCode(
    context,
    'intercept.mjs',
    `import wx from 'uploadtask/wx'
     import { createReceiver } from 'uploadtask/receiver'
     ${intercept}
     console.log(url, headers.host)
     dispose()
     await receiver.close()`,
  )
  assert.deepEqual([alone.stderr, alone.stdout], ['', 'https://api.example.com/photos api.example.com\n'])
  const [msw, both] = blocks('With MSW')
  const beside = await runCode(
    context,
    'msw.mjs',
    `import Taro from 'uploadtask/taro'
     import { createReceiver } from 'uploadtask/receiver'
     ${msw}
     dispose()
     const receiver = createReceiver({ onUnhandledRequest: 'error' })
     ${both}
     const options = { filePath: 'file.jpg', name: 'photo' }
     const { statusCode, data } = await Taro.uploadFile({ url: 'https://api.example.com/photos', ...options })
     await Taro.uploadFile({ url: 'https://api.example.com/other', ...options })
     console.log(statusCode, data, receiver.uploads.map(({ url }) => url).join())
     server.close()
     await receiver.close()`,
  )
  assert.deepEqual(
    [beside.stderr, beside.stdout],
    ['', '201 {"name":"file.jpg"} https://api.example.com/other\n'],
  )
})

test('receiver.md: the middleware of its server takes uploads, and leaves the rest', async (context) => {
  const [code] = blocks('middleware')
  const { stdout, stderr } = await runCode(
    context,
    'server.cjs',
    `${code.replace("listen(3000, '127.0.0.1')", "listen(0, '127.0.0.1')")}
     const { wx } = require('uploadtask')
     server.on('listening', () => {
       const url = 'http://127.0.0.1:' + server.address().port
       wx.uploadFile({ url: url + '/api/upload/x', filePath: 'file.jpg', name: 'a', success: ({ statusCode }) => {
         wx.uploadFile({ url: url + '/x', filePath: 'file.jpg', name: 'a', success: ({ data }) => {
           console.log(statusCode, data, receiver.uploads.length)
           server.close()
         } })
       } })
     })`,
  )
  assert.deepEqual([stderr, stdout], ['', '200 my page 1\n'])
})

test('receiver.md: next says on failing what the document shows', async (context) => {
  const receiver = createReceiver()
  context.after(() => receiver.close())
  receiver.intercept('https://api.example.invalid')
  const { wx } = require('../../index.js')
  const filePath = temporaryFile(context, 'me.jpg')
  await outcome(wx.uploadFile, { url: 'https://api.example.invalid/avatar', filePath, name: 'file' })
  const [shown] = blocks('next', 'text')
  await assert.rejects(receiver.next({ path: '/avatar', filename: '*.png' }, { timeout: 10 }), {
    message: shown.trimEnd().replace('5000 ms', '10 ms'),
    code: 'ERR_NO_UPLOAD',
  })
})

test('receiver.md: its tables have every option, member, event and code', (context) => {
  const options = explained('Options').filter((name) => !['true', 'false'].includes(name))
  const known = ['directory', 'keep', 'rules', 'path', ...Object.keys(readOptions({}))]
  assert.deepEqual(options.toSorted(), [...new Set(known)].toSorted())

  const receiver = createReceiver()
  context.after(() => receiver.close())
  const own = [...Object.getOwnPropertyNames(Object.getPrototypeOf(receiver)), 'middleware', 'rules']
  const members = explained("The receiver's members").filter((name) => !['on', 'once', 'off'].includes(name))
  assert.deepEqual(members.toSorted(), own.filter((name) => name !== 'constructor').toSorted())

  const sources = fs
    .readdirSync(path.join(packageFolder, 'lib', 'receiver'))
    .filter((name) => name.endsWith('.js'))
    .map((name) => fs.readFileSync(path.join(packageFolder, 'lib', 'receiver', name), 'utf8'))
    .join('\n')
  const events = [...sources.matchAll(/(?:emit|#tell)\(\s*'(\w+)'/g)].map(([, name]) => name)
  assert.deepEqual(explained('Events').toSorted(), [...new Set(events)].toSorted())

  const codes = [...sources.matchAll(/new Failure\(\s*[^,()]+,\s*'(\w+)'/g)].map(([, name]) => name)
  const missing = codes.filter((name) => !section('Answers').includes(`\`${name}\``))
  assert.deepEqual([missing, codes.length > 15], [[], true])
})

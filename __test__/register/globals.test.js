'use strict'
// The globals that the hook puts in place.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { runNode } = require('../support/child')
const { temporaryFile } = require('../support/files')
const { createProject } = require('../support/project')
const { startReceiver } = require('../support/receiver')

/**
 * Runs a program under the hook and gives what it printed, line by line as JSON.
 *
 * @param {string} source CommonJS.
 * @param {{ before?: string, values?: string[] }} [options] `before` is CommonJS that is loaded before the hook.
 */
async function evaluate(source, { before = '', values = [] } = {}) {
  const preamble = 'const report = (value) => console.log(JSON.stringify(value));'
  const context = /** @type {import('node:test').TestContext} */ (current)
  const folder = createProject(context, { 'before.cjs': before, 'app.cjs': preamble + source })
  const ended = await runNode(
    ['--require', './before.cjs', '--require', 'uploadtask/register', 'app.cjs', ...values],
    { cwd: folder },
  )
  assert.deepEqual([ended.code, ended.stderr], [0, ''])
  return ended.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

/** @type {import('node:test').TestContext | undefined} */
let current

/** A test whose context `evaluate` uses. */
function testGlobals(
  /** @type {string} */ title,
  /** @type {(context: import('node:test').TestContext) => Promise<void>} */ run,
) {
  test(title, async (context) => {
    current = context
    await run(context)
  })
}

testGlobals(
  "V3 $app_require$('@app-module/system.uploadtask') of a compiled page gives the module",
  async (context) => {
    const receiver = await startReceiver(context)
    const file = temporaryFile(context)
    const [same, uploaded] = await evaluate(
      `
      // As the tools of the vendors compile \`import uploadtask from '@system.uploadtask'\`.
      function _interopRequireDefault(obj) { return obj && obj.__esModule ? obj : { default: obj } }
      var _system = _interopRequireDefault($app_require$("@app-module/system.uploadtask"))
      report(_system.default === require('@system.uploadtask'))
      _system.default.uploadFile({
        url: process.argv[2],
        filePath: process.argv[3],
        name: 'compiled',
        success: function (res) { report(JSON.parse(res.data).files[0].field) },
      })
    `,
      { values: [receiver.url, file] },
    )
    assert.equal(same, true)
    assert.equal(uploaded, 'compiled')
  },
)

testGlobals('V3 $app_require$ of what is no feature throws, and says what there is', async () => {
  const [message] = await evaluate(`
    try { $app_require$('@app-component/card') } catch (error) { report(error.message) }
  `)
  assert.equal(
    message,
    '$app_require$: there is no @app-component/card in Node.js; uploadtask provides @app-module/system.uploadtask',
  )
})

testGlobals('V3 a $app_require$ that was there answers for other modules', async () => {
  const values = await evaluate(
    `
      report($app_require$('@app-module/system.router', 'more'))
      report(typeof $app_require$('@app-module/system.uploadtask').uploadFile)
    `,
    { before: 'globalThis.$app_require$ = (...values) => values' },
  )
  assert.deepEqual(values, [['@app-module/system.router', 'more'], 'function'])
})

testGlobals(
  'W5 wx is a plain object with uploadFile as its own enumerable member, and it uploads',
  async (context) => {
    const receiver = await startReceiver(context)
    const file = temporaryFile(context)
    const [described, result] = await evaluate(
      `
      const { value, ...rest } = Object.getOwnPropertyDescriptor(wx, 'uploadFile')
      report([Object.getPrototypeOf(wx) === Object.prototype, Object.keys(wx)[0], typeof value, rest])
      const [url, filePath] = process.argv.slice(2)
      wx.uploadFile({ url, filePath, name: 'file', complete: ({ errMsg, statusCode }) => report([errMsg, statusCode]) })
    `,
      { values: [receiver.url, file] },
    )
    const attributes = { writable: true, enumerable: true, configurable: true }
    assert.deepEqual(described, [true, 'uploadFile', 'function', attributes])
    assert.deepEqual(result, ['uploadFile:ok', 200])
    assert.equal(receiver.uploads.length, 1)
  },
)

testGlobals('W5 a wx that was there stays the same object and gets uploadFile', async () => {
  const values = await evaluate(
    `
      report([wx === mine, wx.chooseImage(), wx.uploadFile === require('uploadtask/wx').uploadFile])
    `,
    { before: "globalThis.mine = globalThis.wx = { chooseImage: () => 'chosen', uploadFile: () => 'mock' }" },
  )
  assert.deepEqual(values, [[true, 'chosen', true]])
})

testGlobals('W5 a frozen wx is replaced by a copy with uploadFile', async () => {
  const values = await evaluate(
    `
      report([wx === mine, wx.chooseImage(), wx.uploadFile === require('uploadtask/wx').uploadFile, mine.uploadFile])
    `,
    {
      before:
        "globalThis.mine = globalThis.wx = Object.freeze({ chooseImage: () => 'chosen', uploadFile: 1 })",
    },
  )
  assert.deepEqual(values, [[false, 'chosen', true, 1]])
})

const CONSTANTS = [
  'ENABLE_INNER_HTML',
  'ENABLE_ADJACENT_HTML',
  'ENABLE_SIZE_APIS',
  'ENABLE_TEMPLATE_CONTENT',
  'ENABLE_CLONE_NODE',
  'ENABLE_CONTAINS',
  'ENABLE_MUTATION_OBSERVER',
]

testGlobals("W7 the constants of Taro's builds, getCurrentPages and getApp are there", async () => {
  const [constants, others] = await evaluate(`
    report(${JSON.stringify(CONSTANTS)}.map((name) => globalThis[name]))
    report([getCurrentPages(), getApp() === getApp(), getApp()])
  `)
  assert.deepEqual(constants, [true, false, false, false, false, false, false])
  assert.deepEqual(others, [[], true, { globalData: {} }])
})

testGlobals("W7 nobody who looks at each global is warned of Node.js' own localStorage", async () => {
  assert.deepEqual(await evaluate('report(globalThis.localStorage === undefined)'), [true])
  const before =
    "Object.defineProperty(globalThis, 'localStorage', { get: () => 'mine', configurable: true })"
  const ofPage = `globalThis.window = globalThis; ${before}`
  assert.deepEqual(await evaluate('report(localStorage)', { before: ofPage }), ['mine'])
})

testGlobals('W7 constants and functions that were there are kept', async () => {
  const values = await evaluate('report([ENABLE_INNER_HTML, ENABLE_CONTAINS, getCurrentPages(), getApp()])', {
    before: `Object.assign(globalThis, {
        ENABLE_INNER_HTML: false, ENABLE_CONTAINS: true, getCurrentPages: () => ['mine'], getApp: () => 'mine',
      })`,
  })
  assert.deepEqual(values, [[false, true, ['mine'], 'mine']])
})

testGlobals('W5 the members of the package do not change with what a test does to wx', async () => {
  const values = await evaluate(`
    const { uploadFile } = require('uploadtask/wx')
    wx.uploadFile = () => 'mock'
    report([wx.uploadFile(), require('uploadtask/wx').uploadFile === uploadFile])
  `)
  assert.deepEqual(values, [['mock', true]])
})

testGlobals('W5 a test may put another wx in the place of that of the hook', async () => {
  const program = `
    'use strict'
    const first = wx
    globalThis.wx = { uploadFile: () => 'mock' }
    report([wx === first, wx.uploadFile(), delete globalThis.wx, typeof wx])
  `
  assert.deepEqual(await evaluate(program), [[false, 'mock', true, 'undefined']])
  const before = 'globalThis.wx = Object.freeze({})'
  assert.deepEqual(await evaluate(program, { before }), [[false, 'mock', true, 'undefined']])
})

testGlobals('W5 the copy of a frozen wx has its prototype, and members that can be changed', async () => {
  const values = await evaluate(
    `
      'use strict'
      report([wx.chooseImage(), wx.hidden, wx.twice, wx instanceof mine.constructor, Object.keys(wx).slice(0, 2)])
      wx.name = 'b'
      report([wx.twice, mine.name, Object.getOwnPropertyDescriptor(wx, 'twice').set === undefined])
    `,
    {
      before: `
        class Host {
          name = 'a'
          chooseImage() { return 'chosen' }
          get hidden() { return 'of the prototype' }
        }
        const host = new Host()
        Object.defineProperty(host, 'twice', { get() { return this.name + this.name } })
        globalThis.mine = globalThis.wx = Object.freeze(host)
      `,
    },
  )
  assert.deepEqual(values, [
    ['chosen', 'of the prototype', 'aa', true, ['name', 'uploadFile']],
    ['bb', 'a', true],
  ])
})

/** @type {Array<[title: string, before: string, name: string]>} */
const CLOSED = [
  ['W5 a wx that cannot be set', "Object.defineProperty(globalThis, 'wx', { value: 1 })", 'wx'],
  [
    'W5 a frozen wx that cannot be replaced',
    "Object.defineProperty(globalThis, 'wx', { value: Object.freeze({}) })",
    'wx',
  ],
  ['W5 a globalThis that takes no more', 'Object.preventExtensions(globalThis)', 'wx'],
  [
    'V3 a $app_require$ that cannot be set',
    "Object.defineProperty(globalThis, '$app_require$', { value: 1 })",
    '$app_require$',
  ],
]
for (const [title, before, name] of CLOSED) {
  test(`${title} ends the start with what to do`, async (context) => {
    const folder = createProject(context, { 'before.cjs': before, 'app.cjs': "console.log('ran')" })
    const hook = ['--require', './before.cjs', '--require', 'uploadtask/register']
    const { code, stdout, stderr } = await runNode([...hook, 'app.cjs'], { cwd: folder })
    assert.deepEqual([code, stdout], [1, ''])
    const start = `Error: uploadtask/register cannot set globalThis.${name}: Cannot `
    const end = /; load it before what freezes it\r?\n/
    const [line = ''] = stderr.split(/^(?=Error: )/m).slice(1)
    assert.ok(line.startsWith(start) && end.test(line), stderr)
  })
}

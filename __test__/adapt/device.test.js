'use strict'
// The adapters where there is no Node.js: bundled, and run in a context that has only what ECMAScript 2017 has.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const { createRequire } = require('node:module')
const path = require('node:path')
const { before, test } = require('node:test')
const vm = require('node:vm')

const { buildDeviceProject } = require('./device-project')

const sources = path.join(__dirname, '..', '..', 'lib', 'adapt')
/** @type {string} */
let project
before(async () => {
  project = await buildDeviceProject()
})

/** A fake watch and the calls of a test, in the language of a device. */
const DEVICE = `
  const options = []
  const calls = []
  const uploadtask = {
    uploadFile(given) {
      const { success, fail, complete } = given
      options.push(Object.keys(given).filter((name) => typeof given[name] !== 'function').reduce((copy, name) => {
        copy[name] = given[name]
        return copy
      }, {}))
      Promise.resolve().then(() => {
        if (given.name === 'late') fail('no answer within 20000 ms', 204)
        else success({ statusCode: 200, data: 'ok', headers: { 'Content-Type': 'text/plain' } })
        complete && complete()
      })
      return { abort() {}, onProgressUpdate() {}, offProgressUpdate() {} }
    },
  }
  const given = { url: 'http://a.test/', filePath: 'internal://files/a', name: 'file', formData: { flag: true } }
  const uploaded = app.upload(uploadtask, given)
  const failed = app.upload(uploadtask, Object.assign({}, given, { name: 'late' }))
  const again = new Promise((resolve) => {
    app.sameAgain(uploadtask).uploadFile(Object.assign({}, given, {
      timeout: 0,
      formData: { n: 1 },
      success: (res) => calls.push(['success', res]),
      fail: (data, code) => calls.push(['fail', data, code]),
      complete: () => resolve(calls.push(['complete'])),
    }))
  })
  Promise.all([uploaded, failed.catch((reason) => ({ reason })), again])
    .then((all) => JSON.stringify({ options, calls, uploaded: all[0], failed: all[1] }))
`

/** What came after ECMAScript 2017, taken out of the context. */
const WITHOUT_NEWER = `
  for (const name of ['flat', 'flatMap', 'at', 'findLast', 'toSorted']) delete Array.prototype[name]
  for (const name of ['trimStart', 'trimEnd', 'matchAll', 'replaceAll', 'at']) delete String.prototype[name]
  for (const name of ['fromEntries', 'hasOwn', 'groupBy']) delete Object[name]
  for (const name of ['allSettled', 'any', 'withResolvers', 'try']) delete Promise[name]
  delete Promise.prototype.finally
  delete globalThis.WebAssembly
  delete globalThis.globalThis
`

for (const platform of ['neutral', 'browser']) {
  test(`X1 the bundle for ${platform} has nothing of Node's and no native code in it`, () => {
    const metafile = JSON.parse(fs.readFileSync(path.join(project, 'dist', `${platform}.json`), 'utf8'))
    const inputs = Object.keys(metafile.inputs).map((input) => path.resolve(project, input))
    const allowed = [
      fs.realpathSync(path.join(project, 'src', 'main.js')),
      ...fs.readdirSync(sources).map((file) => path.join(sources, file)),
      path.join(sources, '..', '..', 'crates', 'core', 'src', 'dialect', 'codes.json'),
    ].map((file) => path.resolve(file))
    const real = inputs.map((input) => fs.realpathSync(input)).sort()
    assert.deepEqual(
      real.filter((input) => !allowed.includes(input)),
      [],
    )
    assert.ok(real.some((input) => input.endsWith('codes.json')))
    for (const { imports } of Object.values(metafile.outputs)) assert.deepEqual(imports, [])
  })

  test(`X2 the bundle for ${platform} makes a round trip in a context without Node's globals`, async () => {
    const context = vm.createContext(Object.create(null))
    vm.runInContext(WITHOUT_NEWER, context)
    assert.equal(
      vm.runInContext('typeof process + typeof require + typeof setTimeout + typeof Buffer', context),
      'undefined'.repeat(4),
    )
    vm.runInContext(fs.readFileSync(path.join(project, 'dist', `${platform}.js`), 'utf8'), context)
    const { options, calls, uploaded, failed } = JSON.parse(await vm.runInContext(DEVICE, context))
    const same = { url: 'http://a.test/', filePath: 'internal://files/a' }
    assert.deepEqual(options, [
      { ...same, name: 'file', formData: { flag: 'true' }, timeout: 60000 },
      { ...same, name: 'late', formData: { flag: 'true' }, timeout: 60000 },
      { ...same, name: 'file', formData: { n: 1 }, timeout: 0 },
    ])
    const header = { 'Content-Type': 'text/plain' }
    assert.deepEqual(uploaded, {
      result: { errMsg: 'uploadFile:ok', statusCode: 200, data: 'ok', header, cookies: [] },
      headers: [header],
    })
    assert.deepEqual(failed, { reason: { errMsg: 'uploadFile:fail timeout', errno: 5 } })
    assert.deepEqual(calls, [['success', { statusCode: 200, data: 'ok', headers: header }], ['complete']])
  })
}

for (const file of fs.readdirSync(sources).filter((name) => name.endsWith('.js'))) {
  test(`X1 lib/adapt/${file} has no syntax that is newer than ECMAScript 2017`, () => {
    const { parse } = createRequire(path.join(project, 'package.json'))('acorn')
    const text = fs.readFileSync(path.join(sources, file), 'utf8')
    assert.equal(parse(text, { ecmaVersion: 2017, sourceType: 'script' }).type, 'Program')
  })
}

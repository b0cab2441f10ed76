'use strict'
// The features of devices that are not here, in every way to load them and in every Node.js that the package promises.

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { runNode } = require('../support/child')
const { MAJORS, nodeOfMajor } = require('../support/node-versions')
const { createProject } = require('../support/project')

/** What a call of a member throws. */
const sentence = (/** @type {string} */ member, /** @type {string} */ specifier) =>
  `${member}: there is no ${specifier} in Node.js; uploadtask provides @system.uploadtask`

/** Prints what a function throws. */
const CALL = `
  const attempt = (run) => {
    try { console.log('returned', run()) } catch (error) { console.log(error.message) }
  }
`

/**
 * Runs a program under the hook; returns its lines.
 *
 * @param {import('node:test').TestContext} context
 * @param {Record<string, string | object>} files `app.mjs` or `app.cjs` is run.
 * @param {{ major?: number, hook?: string[] }} [options]
 */
async function run(context, files, { major, hook = ['--import', 'uploadtask/register'] } = {}) {
  const folder = createProject(context, files)
  const [program] = Object.keys(files).filter((name) => name.startsWith('app.'))
  const node = major === undefined ? undefined : nodeOfMajor(major)
  const ended = await runNode([...hook, program], { cwd: folder, ...(node && { node }) })
  assert.deepEqual([ended.code, ended.stderr], [0, ''])
  return ended.stdout.trimEnd().split('\n')
}

for (const major of MAJORS) {
  for (const option of ['--import', '--require']) {
    const hook = [option, 'uploadtask/register']

    test(`V41 Node ${major} ${option}: import of a feature works, and a call of a member says what is not there`, async (context) => {
      const lines = await run(
        context,
        {
          'app.mjs': `${CALL}
            import router, { push } from '@system.router'
            import * as file from '@system.file'
            import Video from '@hap.io.Video'
            import unknown from '@service.unknown-one'
            import android from '@android.telephony'
            const prompt = await import('@system.prompt')
            attempt(() => router.push({ uri: '/' }))
            attempt(() => push({ uri: '/' }))
            attempt(() => router.notListed())
            attempt(() => file.delete({}))
            attempt(() => new Video())
            attempt(() => unknown.start())
            attempt(() => android.dial())
            attempt(() => prompt.default.showToast())
            attempt(() => prompt.showToast())
            console.log(router.push === push, router.notListed === router.notListed, await router === router)`,
        },
        { major, hook },
      )
      assert.deepEqual(lines, [
        sentence('router.push', '@system.router'),
        sentence('router.push', '@system.router'),
        sentence('router.notListed', '@system.router'),
        sentence('file.delete', '@system.file'),
        sentence('Video', '@hap.io.Video'),
        sentence('unknown-one.start', '@service.unknown-one'),
        sentence('telephony.dial', '@android.telephony'),
        sentence('prompt.showToast', '@system.prompt'),
        sentence('prompt.showToast', '@system.prompt'),
        'true true true',
      ])
    })

    test(`V41 Node ${major} ${option}: require, import and $app_require$ of a feature give the same`, async (context) => {
      const lines = await run(
        context,
        {
          'used.cjs': "module.exports = require('@system.router')",
          'app.mjs': `${CALL}
            import { createRequire } from 'node:module'
            import router from '@system.router'
            import used from './used.cjs'
            const require = createRequire(import.meta.url)
            console.log(require('@system.router') === router, require('@system.router').default === router)
            console.log(used === router, $app_require$('@app-module/system.router') === router)
            console.log(require(require.resolve('@system.router')) === router)
            attempt(() => require('@system.router').back())`,
        },
        { major, hook },
      )
      assert.deepEqual(lines, ['true true', 'true true', 'true', sentence('router.back', '@system.router')])
    })

    test(`V42 Node ${major} ${option}: what a project has under the name of a feature goes before the placeholder`, async (context) => {
      const lines = await run(
        context,
        {
          'node_modules/@system.router/index.js': "exports.back = () => 'the project'",
          'app.cjs': `${CALL}
            const Module = require('node:module')
            attempt(() => require('@system.router').back())
            attempt(() => $app_require$('@app-module/system.router').back())
            // As mocking libraries do it.
            const resolve = Module._resolveFilename
            Module._resolveFilename = function (request, ...rest) {
              return request === '@system.prompt' ? require.resolve('./prompt.cjs') : resolve.call(this, request, ...rest)
            }
            attempt(() => require('@system.prompt').showToast())
            attempt(() => $app_require$('@app-module/system.prompt').showToast())
            require('@system.file').list = () => 'the test'
            attempt(() => $app_require$('@app-module/system.file').list())`,
          'prompt.cjs': "exports.showToast = () => 'the mock'",
        },
        { major, hook },
      )
      assert.deepEqual(
        lines,
        ['the project', 'the project', 'the mock', 'the mock', 'the test'].map((text) => `returned ${text}`),
      )
    })
  }

  test(`V42 Node ${major}: hooks that the app registers provide features`, async (context) => {
    const lines = await run(
      context,
      {
        'hooks.mjs': `
          export function resolve(specifier, context, next) {
            return specifier === '@system.router' ? next('./router.mjs', context) : next(specifier, context)
          }`,
        'device.mjs': `
          import module from 'node:module'
          import { resolve } from './hooks.mjs'
          if (module.registerHooks) module.registerHooks({ resolve })
          else module.register('./hooks.mjs', import.meta.url)`,
        'router.mjs': "export default { back: () => 'the app' }",
        'app.mjs': `${CALL}
          import router from '@system.router'
          import prompt from '@system.prompt'
          attempt(() => router.back())
          attempt(() => prompt.showToast())`,
      },
      { major, hook: ['--import', 'uploadtask/register', '--import', './device.mjs'] },
    )
    assert.deepEqual(lines, ['returned the app', sentence('prompt.showToast', '@system.prompt')])
  })
}

test('V41 a module that a feature of the project needs and that is missing stays an error', async (context) => {
  const lines = await run(context, {
    'node_modules/@system.router/index.js': "require('./missing.js')",
    'app.cjs': `
      for (const load of [() => require('@system.router'), () => $app_require$('@app-module/system.router')]) {
        try { load() } catch ({ code, message }) { console.log(code, message.split('\\n')[0]) }
      }`,
  })
  const line = "MODULE_NOT_FOUND Cannot find module './missing.js'"
  assert.deepEqual(lines, [line, line])
})

test('V41 a placeholder looks like nothing else: no promise, no ES module, no JSON, no iterable', async (context) => {
  const [line] = await run(context, {
    'app.cjs': `
      const router = require('@system.router')
      const { then, toJSON, __esModule, $$typeof } = router
      const looks = [then, toJSON, __esModule, $$typeof, router[Symbol.iterator], router[Symbol.toPrimitive]]
      console.log(looks.every((value) => value === undefined), Object.keys(router).join(), String(router.toString))
    `,
  })
  assert.match(line, /^true back,clear,getLength,getPages,getState,push,replace function toString/)
})

'use strict'
// The plugins of development servers without their servers; __test__/projects has them with the real ones.

const assert = require('node:assert/strict')
const { once } = require('node:events')
const http = require('node:http')
const { test } = require('node:test')
const taroPlugin = require('../../taro-plugin.js')
const viteReceiver = require('../../lib/integrations/vite-receiver.js')
const { listen } = require('../support/listen.js')

/** Taro's plugin context, with the hooks that the plugin takes. */
function createContext() {
  /** @type {Record<string, (values: any) => void>} */
  const hooks = {}
  const take = (/** @type {string} */ name) => (/** @type {(values: any) => void} */ hook) => {
    hooks[name] = hook
  }
  return {
    hooks,
    modifyRunnerOpts: take('modifyRunnerOpts'),
    modifyViteConfig: take('modifyViteConfig'),
  }
}

/** Taro's build options, as the plugin changes them. */
function modify(/** @type {any} */ opts, /** @type {any} */ options = undefined) {
  const context = createContext()
  taroPlugin(context, options)
  context.hooks.modifyRunnerOpts({ opts })
  const viteConfig = { plugins: [{ name: 'other' }] }
  context.hooks.modifyViteConfig({ viteConfig })
  return { devServer: opts.devServer, vitePlugins: viteConfig.plugins.map(({ name }) => name) }
}

/** What `webpack-dev-server` makes of its options. */
async function startWebpackServer(
  /** @type {import('node:test').TestContext} */ context,
  /** @type {any} */ devServer,
) {
  /** @type {Array<() => void>} */
  const done = []
  const server = http.createServer((request, response) => {
    const steps = [...middlewares]
    const next = () => {
      const step = steps.shift()
      if (step) step.middleware(request, response, next)
      else response.end('nobody')
    }
    next()
  })
  const compiler = {
    hooks: { done: { tap: (/** @type {string} */ _name, /** @type {any} */ hook) => done.push(hook) } },
  }
  /** @type {any} */
  const self = { options: devServer, compiler, server: undefined, stats: undefined }
  /** @type {any[]} */
  const middlewares = devServer.setupMiddlewares(
    [{ name: 'webpack', middleware: answerWith('webpack') }],
    self,
  )
  self.server = server
  const { port } = await listen(context, server, () => server.closeAllConnections())
  devServer.onListening(self)
  return { names: middlewares.map(({ name }) => name), server, done, url: `http://127.0.0.1:${port}` }
}

const answerWith =
  (/** @type {string} */ text) =>
  (/** @type {unknown} */ _request, /** @type {http.ServerResponse} */ response) => {
    response.end(text)
  }

function upload(/** @type {string} */ url) {
  const body = new FormData()
  body.append('file', new Blob(['hello']), 'hello.txt')
  return fetch(url, { method: 'POST', body })
}

for (const [name, call] of /** @type {Array<[string, (options: any) => unknown]>} */ ([
  ['taro-plugin', (options) => taroPlugin(createContext(), options)],
  ['vite-receiver', (options) => viteReceiver(options)],
])) {
  test(`${name}: the options are checked before anything is started`, () => {
    const wrong = [
      [[], 'the options should be an object instead of an array'],
      [{ pth: '/api' }, 'pth is unknown (did you mean "path"?); the options are directory, '],
      [{ path: 'api' }, 'path should be a path that begins with a slash instead of "api"'],
      [{ maxUploads: 0 }, 'maxUploads should be a whole number, 1 or more, or Infinity, instead of 0'],
    ]
    for (const [options, message] of wrong) {
      assert.throws(
        () => call(options),
        (error) => error instanceof TypeError && error.message.startsWith(`uploadtask/${name}: ${message}`),
      )
    }
    const rules = [{ delay: 1 }, { match: { nth: 'second' } }]
    call(undefined)
    call({ path: '/api', rules: [{ delay: 1 }], maxUploads: 10, hosts: ['dev.example.com'] })
    assert.throws(
      () => call({ rules }),
      (error) =>
        error instanceof TypeError && error.message.startsWith(`uploadtask/${name}: rules[1].match.nth `),
    )
  })
}

test('taro-plugin: only builds of the H5 page are changed, each by its own runner', () => {
  assert.deepEqual(modify({ platform: 'weapp', compiler: 'webpack5' }), {
    devServer: undefined,
    vitePlugins: ['other'],
  })
  for (const compiler of ['vite', { type: 'vite' }]) {
    const { devServer, vitePlugins } = modify({ platform: 'h5', compiler })
    assert.equal(devServer, undefined)
    assert.deepEqual(vitePlugins, ['other', 'uploadtask:receiver'])
  }
  for (const compiler of ['webpack5', { type: 'webpack5' }, undefined]) {
    const { devServer } = modify({ platform: 'h5', compiler, devServer: { port: 10086 } })
    assert.deepEqual(Object.keys(devServer), ['port', 'setupMiddlewares', 'onListening'])
  }
})

test("taro-plugin: webpack: the project's own functions of devServer go on working", async (context) => {
  /** @type {unknown[]} */
  const calls = []
  const { devServer } = modify({
    platform: 'h5',
    devServer: {
      setupMiddlewares(/** @type {unknown[]} */ middlewares, /** @type {any} */ server) {
        calls.push(['setupMiddlewares', server.compiler !== undefined])
        return [{ name: 'own', middleware: answerWith('own') }, ...middlewares]
      },
      onListening(/** @type {any} */ server) {
        calls.push(['onListening', server.server.listening])
      },
    },
  })
  const { names, url } = await startWebpackServer(context, devServer)
  assert.deepEqual(names, ['uploadtask', 'own', 'webpack'])
  assert.deepEqual(calls, [
    ['setupMiddlewares', true],
    ['onListening', true],
  ])
  assert.equal(await (await fetch(url)).text(), 'own')
  const { files } = /** @type {any} */ (await (await upload(url)).json())
  assert.equal(files[0].filename, 'hello.txt')
})

test('taro-plugin: webpack: the URL of the inspector is printed once, when the first build has ended', async (context) => {
  const { devServer } = modify({ platform: 'h5' })
  const log = context.mock.method(console, 'log', () => {})
  const { done, url } = await startWebpackServer(context, devServer)
  assert.equal(log.mock.callCount(), 0)
  for (const hook of [...done, ...done]) hook()
  assert.deepEqual(
    log.mock.calls.map(({ arguments: [line] }) => line),
    [`  ➜  Uploads: ${url}/__uploadtask/\n`],
  )
})

test('taro-plugin: webpack: without the inspector nothing is printed and nothing is served', async (context) => {
  const { devServer } = modify({ platform: 'h5' }, { inspector: false })
  const log = context.mock.method(console, 'log', () => {})
  const { done, url } = await startWebpackServer(context, devServer)
  for (const hook of done) hook()
  assert.equal(log.mock.callCount(), 0)
  assert.equal(await (await fetch(`${url}/__uploadtask/`)).text(), 'webpack')
})

test('taro-plugin: webpack: rules and the path are as the options say', async (context) => {
  const rules = [{ match: { filename: '*.txt' }, respond: { status: 413, body: 'too large' } }]
  const { devServer } = modify({ platform: 'h5' }, { path: '/api', rules })
  context.mock.method(console, 'log', () => {})
  const { url } = await startWebpackServer(context, devServer)
  const answer = await upload(`${url}/api/picture`)
  assert.deepEqual([answer.status, await answer.text()], [413, 'too large'])
  assert.equal(await (await upload(`${url}/other`)).text(), 'webpack')
})

test('taro-plugin: webpack: the host names of the development server are allowed', async (context) => {
  const { devServer } = modify(
    { platform: 'h5', devServer: { allowedHosts: ['.example.com'] } },
    { hosts: ['box'] },
  )
  context.mock.method(console, 'log', () => {})
  const { url } = await startWebpackServer(context, devServer)
  for (const [host, status] of /** @type {const} */ ([
    ['dev.example.com', 200],
    ['box', 200],
    ['example.org', 421],
  ])) {
    const request = http.get(`${url}/__uploadtask/`, { headers: { host } })
    const [response] = await once(request, 'response')
    response.resume()
    assert.equal(response.statusCode, status, host)
  }
})

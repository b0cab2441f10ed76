'use strict'
// The development servers of docs/guide/dev-server.md take uploads.

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const { once } = require('node:events')
const fs = require('node:fs')
const http = require('node:http')
const http2 = require('node:http2')
const { createRequire } = require('node:module')
const path = require('node:path')
const { text: consume } = require('node:stream/consumers')
const { before, test } = require('node:test')
const { pathToFileURL } = require('node:url')

const viteReceiver = require('../../lib/integrations/vite-receiver.js')
const { issueRoot, issueServer } = require('../support/certificates.js')
const { startDevServer } = require('../support/dev-server.js')
const { temporaryFolder } = require('../support/files.js')
const { prepareInstalledProject } = require('../support/installed-project.js')
const { listen } = require('../support/listen.js')

/** @typedef {import('node:test').TestContext} TestContext */

const CONTENT = Buffer.alloc(300_000, 'uploadtask')
const SHA256 = createHash('sha256').update(CONTENT).digest('hex')

/** @type {string} */
let project
before(async () => {
  project = await prepareInstalledProject('dev-servers')
})

/** The examples of the document, by the files of sample projects that they stand in. */
function readExamples() {
  const document = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'guide', 'dev-server.md'), 'utf8')
  const blocks = document.matchAll(/<!-- file: (\S+) -->\n```js\n(.*?)```\n/gs)
  return Object.fromEntries([...blocks].map(([, file, text]) => [file, text]))
}

test('receiver: the examples of docs/guide/dev-server.md are what the tests run', () => {
  const examples = readExamples()
  assert.deepEqual(Object.keys(examples), [
    'taro-h5-webpack/config/index.js',
    'taro-h5-vite/config/index.js',
    'dev-servers/vite.config.mjs',
    'dev-servers/webpack.config.js',
    'dev-servers/server.js',
  ])
  for (const [file, text] of Object.entries(examples)) {
    assert.equal(text, fs.readFileSync(path.join(__dirname, file), 'utf8'), file)
  }
})

function formWithFile() {
  const form = new FormData()
  form.append('album', '假日')
  form.append('picture', new Blob([CONTENT], { type: 'image/png' }), '照片.png')
  return form
}

/** What is run. Each chooses a free port by itself. */
const SERVERS = {
  vite: ['node_modules/vite/bin/vite.js', '--host', '127.0.0.1', '--port', '0'],
  'webpack-dev-server': 'node_modules/webpack-cli/bin/cli.js serve --host 127.0.0.1 --port auto'.split(' '),
  express: ['server.js'],
}

for (const [name, parameters] of Object.entries(SERVERS)) {
  test(`receiver: ${name}: uploads arrive, and everything else is the server's`, async (context) => {
    const temporary = temporaryFolder(context)
    const server = startDevServer(context, parameters, {
      cwd: project,
      env: { PORT: '0', TMPDIR: temporary },
    })
    const [, inspector] = await server.printed(/Uploads: (\S+)/)
    const origin = `http://127.0.0.1:${new URL(inspector).port}`

    const answer = await fetch(`${origin}/api/upload`, { method: 'POST', body: formWithFile() })
    assert.equal(answer.status, 200)
    const file = {
      field: 'picture',
      filename: '照片.png',
      contentType: 'image/png',
      size: CONTENT.length,
      sha256: SHA256,
    }
    assert.deepEqual(await answer.json(), { fields: { album: '假日' }, files: [file] })

    const page = await fetch(`${origin}/__uploadtask/`)
    assert.match(await page.text(), /<title>uploadtask/)

    const index = await fetch(`${origin}/index.html`)
    assert.match(await index.text(), /<title>Upload</)
    const other = await fetch(`${origin}/api/other`, { method: 'POST', body: formWithFile() })
    assert.equal(other.status, 404)

    const listed = await fetch(`${origin}/__uploadtask/api/uploads`)
    const uploads = /** @type {any[]} */ (await listed.json())
    assert.deepEqual(
      uploads.map(({ state, url, size }) => [state, url, size]),
      [['complete', '/api/upload', CONTENT.length]],
    )

    server.child.kill('SIGINT')
    await server.ended
    assert.deepEqual(
      fs.readdirSync(temporary).filter((name) => name.startsWith('uploadtask-')),
      [],
    )
  })
}

/** Vite, as it is installed in the project. */
async function loadVite() {
  return import(pathToFileURL(createRequire(path.join(project, 'package.json')).resolve('vite')).href)
}

/**
 * A development server of Vite's with the plugin.
 *
 * @param {TestContext} context
 * @param {{ options?: any, config?: any, start?: 'createServer' | 'preview' }} [settings]
 */
async function startVite(context, { options, config = {}, start = 'createServer' } = {}) {
  const vite = await loadVite()
  /** @type {string[]} */
  const printed = []
  const info = (/** @type {string} */ line) => printed.push(line)
  const server = await vite[start]({
    configFile: false,
    root: project,
    customLogger: { ...vite.createLogger('silent'), info },
    plugins: [viteReceiver(options)],
    ...config,
    server: { host: '127.0.0.1', port: 0, ...config.server },
    preview: { host: '127.0.0.1', port: 0, ...config.preview },
  })
  context.after(() => server.close())
  const isMiddleware = server.config.server.middlewareMode !== false
  if (start === 'createServer' && !isMiddleware) await server.listen()
  if (!isMiddleware) server.printUrls()
  return { server, printed, origin: new URL(server.resolvedUrls?.local[0] ?? 'http://none').origin }
}

/** The folders of receivers in the temporary folder, which the test has for itself. */
function ownTemporaryFolder(/** @type {TestContext} */ context) {
  const temporary = temporaryFolder(context)
  const before = process.env.TMPDIR
  process.env.TMPDIR = temporary
  context.after(() => {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  })
  return () => fs.readdirSync(temporary).filter((name) => name.startsWith('uploadtask-'))
}

/** Resolves when a file or folder is gone. */
async function removed(/** @type {string} */ file) {
  const watcher = fs.watch(path.dirname(file))
  while (fs.existsSync(file)) await once(watcher, 'change')
  watcher.close()
}

async function upload(/** @type {string} */ url) {
  const answer = await fetch(url, { method: 'POST', body: formWithFile() })
  const { files } = /** @type {any} */ (await answer.json())
  return files.map((/** @type {any} */ { sha256 }) => sha256)
}

async function countUploads(/** @type {string} */ origin) {
  const listed = await fetch(`${origin}/__uploadtask/api/uploads`)
  return /** @type {any[]} */ (await listed.json()).length
}

test('vite-receiver: each start of the server has a receiver of its own, and a base changes no path', async (context) => {
  const listReceivers = ownTemporaryFolder(context)
  const { server, printed, origin } = await startVite(context, { config: { base: '/app/' } })
  assert.deepEqual(printed.slice(-1), [`  ➜  Uploads: ${origin}/__uploadtask/`])
  assert.deepEqual(await upload(`${origin}/anywhere`), [SHA256])
  assert.equal(await countUploads(origin), 1)
  const [first] = listReceivers()

  const goes = removed(path.join(String(process.env.TMPDIR), first))
  await server.restart()
  // Vite does not wait for that.
  await goes
  // The folder is made for the first upload.
  assert.deepEqual(listReceivers(), [])
  assert.equal(await countUploads(origin), 0)
  assert.deepEqual(await upload(`${origin}/anywhere`), [SHA256])
  printed.length = 0
  server.printUrls()
  assert.equal(printed.filter((line) => line.includes('Uploads:')).length, 1)

  // The page is open, as it is when a person stops the server.
  const events = await fetch(`${origin}/__uploadtask/api/events`)
  await server.close()
  await assert.rejects(events.text())
  assert.deepEqual(listReceivers(), [])
})

test('vite-receiver: the preview server takes uploads too', async (context) => {
  const outDir = temporaryFolder(context)
  fs.writeFileSync(path.join(outDir, 'index.html'), 'the build')
  const { printed, origin } = await startVite(context, { start: 'preview', config: { build: { outDir } } })
  assert.deepEqual(printed.slice(-1), [`  ➜  Uploads: ${origin}/__uploadtask/`])
  assert.deepEqual(await upload(`${origin}/api`), [SHA256])
  assert.equal(await (await fetch(origin)).text(), 'the build')
})

test('vite-receiver: HTTP/2, which Vite speaks with HTTPS', async (context) => {
  const { cert, key } = await issueServer(await issueRoot())
  const { origin } = await startVite(context, { config: { server: { https: { cert, key } } } })
  const session = http2.connect(origin, { rejectUnauthorized: false })
  context.after(() => session.close())
  async function ask(/** @type {http2.OutgoingHttpHeaders} */ headers, body = '') {
    const stream = session.request(headers, { endStream: false }).end(body)
    const [head] = await once(stream, 'response')
    return { status: head[':status'], text: await consume(stream) }
  }
  await once(session, 'connect')
  assert.equal(session.alpnProtocol, 'h2')
  const body = '--b\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nhello\r\n--b--\r\n'
  const answer = await ask(
    { ':method': 'POST', ':path': '/api', 'content-type': 'multipart/form-data; boundary=b' },
    body,
  )
  assert.equal(answer.status, 200)
  assert.equal(JSON.parse(answer.text).files[0].size, 5)
  assert.equal((await ask({ ':path': '/__uploadtask/', origin })).status, 200)
  assert.equal((await ask({ ':path': '/__uploadtask/', ':authority': 'foreign.example' })).status, 421)
  assert.equal((await ask({ ':path': '/' })).status, 200)
})

test('vite-receiver: Vite as a middleware of another server, whose host names are allowed', async (context) => {
  const { server: vite } = await startVite(context, {
    config: { server: { middlewareMode: true, allowedHosts: ['dev.example.com'] } },
  })
  const server = http.createServer(vite.middlewares)
  const { port } = await listen(context, server, () => server.closeAllConnections())
  assert.deepEqual(await upload(`http://127.0.0.1:${port}/api`), [SHA256])
  const request = http.get(`http://127.0.0.1:${port}/__uploadtask/`, { headers: { host: 'dev.example.com' } })
  const [response] = await once(request, 'response')
  response.resume()
  assert.equal(response.statusCode, 200)
})

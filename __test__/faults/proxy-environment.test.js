'use strict'
// Which proxy the environment chooses. Each test is a process of its own, with these variables and no others.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { Worker } = require('node:worker_threads')

const { issueRoot, issueServer } = require('../support/certificates')
const { runSnippet } = require('../support/child')
const { temporaryFile } = require('../support/files')
const { startProxy } = require('../support/proxy')
const { answer, readRequest, startRawServer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')

const certificates = issueRoot().then(async (root) => ({
  ca: root.cert,
  secure: await issueServer(root, ['upload.test', '127.0.0.1', '127.1.2.3', 'localhost']),
}))

/** A name that no resolver has, without asking one: a label may not be longer than 63 characters. */
const nowhere = `${'a'.repeat(64)}.test`

/** Uploads to each URL in turn and reports `data`, or the code of the failure. */
const program = `(async () => {
  const { vela } = uploadtask.createRuntime(input.config)
  for (const url of input.urls) {
    await new Promise((resolve) => {
      vela.uploadFile({
        url,
        filePath: input.filePath,
        name: 'file',
        success: (res) => report(res.data),
        fail: (message, code) => report([code, message]),
        complete: resolve,
      })
    })
  }
})()`

/**
 * What uploads to these URLs end with, in that environment.
 *
 * @param {import('node:test').TestContext} context
 * @param {Record<string, string>} env
 * @param {string[]} urls
 * @param {object} [config]
 * @returns {Promise<any[]>}
 */
async function uploadAll(context, env, urls, config = {}) {
  const { ca } = await certificates
  const input = { urls, filePath: temporaryFile(context), config: { ca, ...config } }
  const { reports, stderr } = await runSnippet(program, input, { env })
  assert.equal(reports.length, urls.length, stderr)
  return reports
}

/**
 * An origin for each scheme that answers `origin`, and a proxy that leads to them under the names
 * `upload.test` and `secure.test`.
 *
 * @param {import('node:test').TestContext} context
 */
async function startSurroundings(context) {
  const { secure } = await certificates
  /** @type {import('../support/receiver').Answer} */
  const respond = (_upload, _request, response) => void response.end('origin')
  const plain = await startReceiver(context, respond)
  const encrypted = await startReceiver(context, respond, secure)
  const names = { 'www.upload.test': plain.port, [nowhere]: plain.port, 'upload.test': encrypted.port }
  const proxy = await startProxy(context, { names })
  const other = await startProxy(context, { names })
  /** What was asked of a proxy since the last time. */
  const taken = ({ requests } = proxy) =>
    requests.splice(0).map(({ method, target }) => `${method} ${target}`)
  return { plain, encrypted, proxy, other, taken }
}

const http = 'http://www.upload.test/x'
const https = 'https://upload.test/x'
const viaHttp = `POST ${http}`
const viaConnect = 'CONNECT upload.test:443'

for (const spell of /** @type {const} */ (['toUpperCase', 'toLowerCase'])) {
  const named = (/** @type {string} */ name) => name[spell]()

  test(`H22 ${named('http_proxy')} is for http, ${named('https_proxy')} for https`, async (context) => {
    const { proxy, other, taken } = await startSurroundings(context)
    const env = { [named('http_proxy')]: proxy.url, [named('https_proxy')]: other.url }
    assert.deepEqual(await uploadAll(context, env, [http, https]), ['origin', 'origin'])
    assert.deepEqual([taken(proxy), taken(other)], [[viaHttp], [viaConnect]])
  })

  test(`H22 ${named('all_proxy')} is for what the other two do not name`, async (context) => {
    const { proxy, other, taken } = await startSurroundings(context)
    const all = { [named('all_proxy')]: proxy.url }
    assert.deepEqual(await uploadAll(context, all, [http, https]), ['origin', 'origin'])
    assert.deepEqual(taken(proxy), [viaHttp, viaConnect])
    const one = { ...all, [named('https_proxy')]: other.url }
    assert.deepEqual(await uploadAll(context, one, [http, https]), ['origin', 'origin'])
    assert.deepEqual([taken(proxy), taken(other)], [[viaHttp], [viaConnect]])
  })

  test(`H22 ${named('http_proxy')} is not for https, ${named('https_proxy')} not for http`, async (context) => {
    const { encrypted, proxy } = await startSurroundings(context)
    const hidden = [`http://${nowhere}/`, `https://${nowhere}/`]
    const [, direct] = await uploadAll(context, { [named('http_proxy')]: proxy.url }, hidden)
    assert.equal(direct[0], 200)
    assert.match(direct[1], /ENOTFOUND|dns name/)
    const [plain] = await uploadAll(context, { [named('https_proxy')]: proxy.url }, hidden)
    assert.equal(plain[0], 200)
    assert.match(plain[1], /ENOTFOUND/)
    assert.equal(encrypted.uploads.length, 0)
  })

  /** @type {Array<[value: string, isDirect: boolean]>} */
  const lists = [
    [nowhere, true],
    [`example.com, ${nowhere} ,example.org`, true],
    ['.test', true],
    ['test', true],
    [nowhere.toUpperCase(), true],
    ['*', true],
    ['', false],
    ['aaa.test', false],
    ['.testing', false],
    ['127.0.0.1', false],
    [`x${nowhere}`, false],
  ]
  for (const [value, isDirect] of lists) {
    const shown = value.replaceAll(/a{64}/gi, 'host')
    const title = `H22 ${named('no_proxy')}="${shown}": host.test is reached ${isDirect ? 'directly' : 'by the proxy'}`
    test(title, async (context) => {
      const { proxy, taken } = await startSurroundings(context)
      const env = { [named('http_proxy')]: proxy.url, [named('no_proxy')]: value }
      const [ended] = await uploadAll(context, env, [`http://${nowhere}/`])
      if (isDirect) {
        assert.match(String(ended[1]), /ENOTFOUND/)
        assert.deepEqual(taken(), [])
      } else {
        assert.equal(ended, 'origin')
        assert.deepEqual(taken(), [`POST http://${nowhere}/`])
      }
    })
  }
}

test('H22 loopback is never reached through a proxy of the environment', async (context) => {
  const { plain, encrypted, proxy, taken } = await startSurroundings(context)
  const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, ALL_PROXY: proxy.url }
  const urls = [
    ...['127.0.0.1', 'localhost', 'LOCALHOST'].map((host) => `http://${host}:${plain.port}/`),
    ...['127.0.0.1', 'localhost'].map((host) => `https://${host}:${encrypted.port}/`),
  ]
  assert.deepEqual(await uploadAll(context, env, urls), Array(urls.length).fill('origin'))
  assert.deepEqual(taken(), [])
})

test('H22 all of 127.0.0.0/8 and ::1 is loopback', async (context) => {
  const { proxy } = await startSurroundings(context)
  const closed = await startRawServer(context, () => {})
  await closed.close()
  const urls = ['127.1.2.3', '127.255.255.254', '[::1]'].map((host) => `http://${host}:${closed.port}/`)
  const ended = await uploadAll(context, { ALL_PROXY: proxy.url }, urls)
  for (const [index, one] of ended.entries()) {
    // No server is there; through the proxy it would have been a 502.
    assert.equal(one[0], 200, `${urls[index]}: ${JSON.stringify(one)}`)
    assert.match(one[1], /^connect E/)
  }
  assert.equal(proxy.connections, 0)
})

test('H22 hosts that only look like loopback go through the proxy', async (context) => {
  const { proxy, taken } = await startSurroundings(context)
  const urls = ['localhost.test', 'notlocalhost', '128.0.0.1', '126.255.255.255'].map(
    (host) => `http://${host}/`,
  )
  for (const ended of await uploadAll(context, { HTTP_PROXY: proxy.url }, urls)) {
    assert.match(String(ended), /^unknown host /)
  }
  assert.deepEqual(
    taken(),
    urls.map((url) => `POST ${url}`),
  )
})

test('H22 an explicit proxy is for loopback and for the hosts of NO_PROXY too', async (context) => {
  const { plain, encrypted, proxy, other, taken } = await startSurroundings(context)
  const env = { HTTP_PROXY: other.url, HTTPS_PROXY: other.url, ALL_PROXY: other.url, NO_PROXY: '*' }
  const urls = [http, https, plain.url, encrypted.url, `http://localhost:${plain.port}/`]
  const ended = await uploadAll(context, env, urls, { proxy: proxy.url })
  assert.deepEqual(ended, Array(urls.length).fill('origin'))
  assert.deepEqual(taken(), [
    viaHttp,
    viaConnect,
    `POST ${plain.url}`,
    `CONNECT 127.0.0.1:${encrypted.port}`,
    `POST http://localhost:${plain.port}/`,
  ])
  assert.equal(other.connections, 0)
})

test('H22 proxy: false turns all proxies of the environment off', async (context) => {
  const { plain, proxy } = await startSurroundings(context)
  const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, ALL_PROXY: proxy.url }
  const urls = [`http://${nowhere}/`, `https://${nowhere}/`, plain.url]
  const [first, second, third] = await uploadAll(context, env, urls, { proxy: false })
  for (const ended of [first, second]) assert.match(String(ended), /ENOTFOUND|dns name/)
  assert.equal(third, 'origin')
  assert.equal(proxy.connections, 0)
})

test('H22 the credentials of a proxy of the environment reach that proxy alone', async (context) => {
  const { plain, encrypted } = await startSurroundings(context)
  const names = { 'www.upload.test': plain.port, 'upload.test': encrypted.port }
  const proxy = await startProxy(context, { names, credentials: 'user:p@ss' })
  const url = `http://user:p%40ss@127.0.0.1:${proxy.port}`
  const env = { HTTP_PROXY: url, HTTPS_PROXY: url }
  assert.deepEqual(await uploadAll(context, env, [http, https]), ['origin', 'origin'])
  for (const { headers } of [...plain.uploads, ...encrypted.uploads]) {
    assert.equal(headers['proxy-authorization'], undefined)
    assert.equal(headers.authorization, undefined)
  }
})

test('H22 a redirect from a proxied host to loopback goes there directly', async (context) => {
  const { plain } = await startSurroundings(context)
  const first = await startRawServer(context, async (socket) => {
    await readRequest(socket)
    socket.end(answer(307, { Location: plain.url }))
  })
  const proxy = await startProxy(context, { names: { 'first.test': first.port } })
  const ended = await uploadAll(context, { HTTP_PROXY: proxy.url }, ['http://first.test/'])
  assert.deepEqual(ended, ['origin'])
  assert.deepEqual(
    proxy.requests.map(({ target }) => target),
    ['http://first.test/'],
  )
})

test('H22 a variable that is no URL of a proxy is ignored', async (context) => {
  const { plain, proxy, taken } = await startSurroundings(context)
  for (const value of ['', ' ', '://', 'http://']) {
    const [ended] = await uploadAll(context, { HTTP_PROXY: value }, [plain.url])
    assert.equal(ended, 'origin', JSON.stringify(value))
  }
  // A host and a port alone are a proxy for http, as for curl.
  const [ended] = await uploadAll(context, { HTTP_PROXY: `127.0.0.1:${proxy.port}` }, [http])
  assert.equal(ended, 'origin')
  assert.deepEqual(taken(), [viaHttp])
})

test('H22 a variable that the program sets before its first upload counts', async (context) => {
  const { proxy, taken } = await startSurroundings(context)
  const { reports } = await runSnippet(
    `process.env.HTTP_PROXY = input.proxy
    uploadtask.uploadFile({ ...input.options, success: (res) => report(res.data), fail: report })`,
    { proxy: proxy.url, options: { url: http, filePath: temporaryFile(context), name: 'file' } },
  )
  assert.deepEqual(reports, ['origin'])
  assert.deepEqual(taken(), [viaHttp])
})

test('H22 a worker has the proxies of its own environment', async (context) => {
  const { proxy, taken } = await startSurroundings(context)
  const source = `
    const { parentPort, workerData } = require('node:worker_threads')
    require(workerData.module).uploadFile({
      ...workerData.options,
      success: (res) => parentPort.postMessage(res.data),
      fail: (message) => parentPort.postMessage(message),
    })`
  const options = { url: http, filePath: temporaryFile(context), name: 'file' }
  const worker = new Worker(source, {
    eval: true,
    env: { HTTP_PROXY: proxy.url },
    workerData: { module: require.resolve('uploadtask'), options },
  })
  const data = await new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject))
  assert.equal(data, 'origin')
  assert.deepEqual(taken(), [viaHttp])
})

test('H22 a dead proxy of the environment is blamed itself, not the origin', async (context) => {
  const closed = await startRawServer(context, () => {})
  await closed.close()
  const url = `http://127.0.0.1:${closed.port}/`
  const ended = await uploadAll(context, { ALL_PROXY: url.replace('//', '//user:secret@') }, [http, https])
  for (const [index, [code, message]] of ended.entries()) {
    const origin = index === 0 ? 'www.upload.test:80' : 'upload.test:443'
    assert.equal(code, 200)
    assert.equal(message, `cannot connect to ${origin} through the proxy ${url}: ECONNREFUSED`)
  }
})

test('H22 a proxy of the environment whose name does not exist is blamed itself, not the origin', async (context) => {
  const ended = await uploadAll(context, { ALL_PROXY: 'http://no-proxy.invalid:8080' }, [http, https])
  for (const [index, [code, message]] of ended.entries()) {
    const origin = index === 0 ? 'www.upload.test:80' : 'upload.test:443'
    const blamed = `cannot connect to ${origin} through the proxy http://no-proxy.invalid:8080/: getaddrinfo ENOTFOUND no-proxy.invalid `
    assert.deepEqual([code, String(message).slice(0, blamed.length)], [200, blamed])
  }
})

test('H22 NO_PROXY with a port is for that port; blanks separate; brackets are taken off', async (context) => {
  const { proxy, taken } = await startSurroundings(context)
  const env = { HTTP_PROXY: proxy.url, NO_PROXY: `a.test ${nowhere}:81 [2001:db8::1]` }
  const [direct, proxied] = await uploadAll(context, env, [`http://${nowhere}:81/`, `http://${nowhere}/`])
  assert.match(String(direct[1]), /ENOTFOUND/)
  assert.equal(proxied, 'origin')
  assert.deepEqual(taken(), [`POST http://${nowhere}/`])
})

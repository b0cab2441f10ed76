'use strict'
// Which servers are trusted, and that the others get no byte of a request.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
const { issue, issueRoot, issueServer } = require('../support/certificates')
const { temporaryFile } = require('../support/files')
const { answer, readRequest, startRawServer } = require('../support/raw-server')
const { startFaultyServer } = require('./server')
const { startSecureServer } = require('./secure-server')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

/** @typedef {import('node:tls').TlsOptions} TlsOptions */

const hosts = ['127.0.0.1', 'localhost']
const SERVER_USAGE = '1.3.6.1.5.5.7.3.1'
const CLIENT_USAGE = '1.3.6.1.5.5.7.3.2'
/** OpenSSL refuses old versions by itself unless it is told that they are secure enough. */
const TLS_1_1 = /** @type {const} */ ({
  minVersion: 'TLSv1',
  maxVersion: 'TLSv1.1',
  ciphers: 'DEFAULT@SECLEVEL=0',
})

/** The certificates of this run: `root` is the authority that the tests trust, unless they say otherwise. */
async function makeCertificates() {
  const [root, otherRoot] = await Promise.all([issueRoot('Test Root'), issueRoot('Other Root')])
  const intermediate = await issue({ name: 'Test Intermediate', issuer: root, isAuthority: true })
  const [server, chained, otherServer] = await Promise.all([
    issueServer(root),
    issueServer(intermediate),
    issueServer(otherRoot),
  ])
  const noAuthority = await issueServer(root)
  const byNoAuthority = await issueServer(noAuthority)
  return {
    root,
    otherRoot,
    server,
    otherServer,
    chained: { key: chained.key, cert: chained.cert + intermediate.cert },
    unchained: { key: chained.key, cert: chained.cert },
    byNoAuthority: { key: byNoAuthority.key, cert: byNoAuthority.cert + noAuthority.cert },
    selfSigned: await issue({ name: 'Self-signed Server', hosts }),
    selfSignedAuthority: await issue({ name: 'Self-signed Authority', hosts, isAuthority: true }),
    expired: await issue({ name: 'Expired Server', issuer: root, hosts, from: -10, to: -1 }),
    future: await issue({ name: 'Future Server', issuer: root, hosts, from: 1, to: 10 }),
    otherHost: await issue({ name: 'Other Host', issuer: root, hosts: ['upload.test'] }),
    nameless: await issue({ name: '127.0.0.1', issuer: root }),
    forServers: await issue({ name: 'Server', issuer: root, hosts, usage: SERVER_USAGE }),
    forClients: await issue({ name: 'Client', issuer: root, hosts, usage: CLIENT_USAGE }),
  }
}

const certificates = makeCertificates()

/**
 * @param {import('node:test').TestContext} context
 * @param {{ url: string }} server
 * @param {object} [config]
 */
async function upload(context, server, config) {
  const { name, values } = await outcome(createRuntime(config).vela.uploadFile, {
    url: server.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  return name === 'success' ? { data: values[0].data } : { message: values[0], code: values[1] }
}

/**
 * Expects that no byte of a request is sent, and that the message tells why.
 *
 * @param {import('node:test').TestContext} context
 * @param {TlsOptions} secure
 * @param {object} config
 * @param {RegExp} cause
 */
async function assertRefused(context, secure, config, cause) {
  const server = await startSecureServer(context, secure)
  const ended = await upload(context, server, config)
  assert.equal(ended.code, 200, JSON.stringify(ended))
  assert.match(ended.message, cause)
  assert.match(ended.message, new RegExp(`127\\.0\\.0\\.1:${server.port}`))
  assert.doesNotMatch(ended.message, /[A-Z]\w+\(|docs\.rs/, 'no text for programmers')
  const wx = await outcome(createRuntime(config).wx.uploadFile, {
    url: server.url,
    filePath: temporaryFile(context),
    name: 'file',
  })
  assert.deepEqual([wx.name, wx.values[0].errno], ['fail', 600001])
  // When the server has closed, it has read everything that ever came.
  await Promise.all(
    [...server.sockets].map((socket) => new Promise((resolve) => socket.on('close', resolve))),
  )
  assert.equal(server.bytes(), 0)
  assert.equal(server.connections, 2)
}

/** @param {import('node:test').TestContext} context @param {TlsOptions} secure @param {object} [config] */
async function assertArrives(context, secure, config) {
  const server = await startSecureServer(context, secure)
  assert.deepEqual(await upload(context, server, config), { data: 'arrived' })
}

/** @type {Array<[what: string, name: keyof Awaited<typeof certificates>, cause: RegExp]>} */
const untrusted = [
  ['of an authority that is not known', 'otherServer', /unknown issuer/i],
  ['without the intermediate', 'unchained', /unknown issuer/i],
  ['signed by one that is no authority', 'byNoAuthority', /issuer|authority|\bCA\b/i],
  ['that is self-signed', 'selfSigned', /self-signed|unknown issuer/i],
  ['that is self-signed, and an authority', 'selfSignedAuthority', /self-signed|unknown issuer/i],
  ['that has expired', 'expired', /expired/],
  ['that is not valid yet', 'future', /not valid yet/],
  ['for another host', 'otherHost', /(another|wrong) host.*upload\.test/],
  ['without a host name but the common one', 'nameless', /(another|wrong|no|any) host/],
  ['for clients only', 'forClients', /usage|purpose|not for a server/],
]
for (const [what, name, cause] of untrusted) {
  test(`H21 a certificate ${what} is refused before any byte of a request`, async (context) => {
    const { root, [name]: secure } = await certificates
    await assertRefused(context, secure, { ca: root.cert }, cause)
  })

  test(`H21 rejectUnauthorized: false: a certificate ${what} will do`, async (context) => {
    const { [name]: secure } = await certificates
    await assertArrives(context, secure, { rejectUnauthorized: false })
  })
}

for (const config of [{}, { rejectUnauthorized: false }]) {
  test(`H21 TLS 1.1 is refused before any byte of a request (${JSON.stringify(config)})`, async (context) => {
    const { root, server } = await certificates
    await assertRefused(context, { ...server, ...TLS_1_1 }, { ca: root.cert, ...config }, /TLS.*version/i)
  })
}

for (const version of /** @type {const} */ (['TLSv1.2', 'TLSv1.3'])) {
  test(`H21 ${version} is spoken`, async (context) => {
    const { root, server } = await certificates
    await assertArrives(
      context,
      { ...server, minVersion: version, maxVersion: version },
      {
        ca: root.cert,
      },
    )
  })
}

test('H21 a server without a cipher in common is refused before any byte of a request', async (context) => {
  const { root, server } = await certificates
  const secure = {
    ...server,
    maxVersion: /** @type {const} */ ('TLSv1.2'),
    ciphers: 'ECDHE-ECDSA-AES128-SHA',
  }
  await assertRefused(context, secure, { ca: root.cert }, /TLS/)
})

test('H21 ca: an authority with an intermediate, and a certificate for servers', async (context) => {
  const { root, chained, forServers } = await certificates
  await assertArrives(context, chained, { ca: root.cert })
  await assertArrives(context, forServers, { ca: root.cert })
})

test('H21 ca: a string, bytes, several in one text, and an array of them', async (context) => {
  const { root, otherRoot, server } = await certificates
  const buffer = Buffer.from(root.cert)
  const bytes = new Uint8Array(buffer)
  const several = [
    root.cert,
    buffer,
    bytes,
    `${otherRoot.cert}\n${root.cert}`,
    [otherRoot.cert, root.cert],
    [otherRoot.cert, bytes],
    `A comment before the certificate\n${root.cert}and one behind it`,
  ]
  for (const ca of several) await assertArrives(context, server, { ca })
})

test('H21 ca: what holds no certificate throws, and names the option', async () => {
  const { root } = await certificates
  const cut = root.cert.slice(0, root.cert.length / 2)
  const broken = root.cert.replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA')
  for (const ca of ['', 'no certificate', cut, broken, [root.cert, 'no certificate'], root.key]) {
    assert.throws(() => createRuntime({ ca }), { name: 'TypeError', message: /"ca"/ }, JSON.stringify(ca))
  }
})

for (const name of /** @type {const} */ (['selfSigned', 'selfSignedAuthority'])) {
  test(`H21 ca: the certificate of a self-signed server itself (${name})`, async (context) => {
    const { [name]: secure, otherHost } = await certificates
    await assertArrives(context, secure, { ca: secure.cert })
    await assertRefused(context, otherHost, { ca: secure.cert }, /unknown issuer|(another|wrong) host/i)
  })
}

test('H21 ca of one runtime is not that of another', async (context) => {
  const { root, server } = await certificates
  await assertArrives(context, server, { ca: root.cert })
  await assertRefused(context, server, {}, /unknown issuer/i)
})

test('H21 a redirect to a server that is not trusted is refused before any byte of a request', async (context) => {
  const { root, server, otherServer } = await certificates
  const target = await startSecureServer(context, otherServer)
  const first = await startRawServer(
    context,
    async (socket) => {
      await readRequest(socket)
      socket.end(answer(307, { Location: target.url }))
    },
    server,
  )
  const ended = await upload(context, first, { ca: root.cert })
  assert.equal(ended.code, 200)
  assert.match(ended.message, new RegExp(`127\\.0\\.0\\.1:${target.port}.*unknown issuer`, 'i'))
  assert.equal(target.bytes(), 0)
})

/** @type {Array<[what: string, serve: (socket: import('node:net').Socket) => void]>} */
const brokenHandshakes = [
  ['closes when it is greeted', (socket) => socket.once('data', () => socket.end())],
  ['resets when it is greeted', (socket) => socket.once('data', () => socket.resetAndDestroy())],
  ['answers with plain HTTP', (socket) => socket.once('data', () => socket.end(answer(400)))],
  ['answers with an alert', (socket) => socket.once('data', () => socket.end('\x15\x03\x03\0\x02\x02\x28'))],
]
for (const [what, serve] of brokenHandshakes) {
  test(`H21 a server that ${what} instead of a handshake: one failure, code 200`, async (context) => {
    const server = await startRawServer(context, serve)
    const ended = await upload(context, { url: server.url.replace('http:', 'https:') })
    assert.equal(ended.code, 200, JSON.stringify(ended))
    assert.match(ended.message, new RegExp(`127\\.0\\.0\\.1:${server.port}`))
    assert.equal(server.connections, 1)
  })
}

test('H13 a body that only the end of the connection ends is cut off without an end of TLS', async (context) => {
  const { root, server: secure } = await certificates
  for (const isCut of [false, true]) {
    const server = await startFaultyServer(
      context,
      async (connection) => {
        await connection.request()
        await connection.write('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello')
        if (isCut) connection.transport.destroy()
        else connection.socket.end()
      },
      secure,
    )
    const ended = await upload(context, server, { ca: root.cert })
    if (isCut) assert.equal(ended.code, 300, JSON.stringify(ended))
    else assert.deepEqual(ended, { data: 'hello' })
  }
})

test('H21 certificates are made for each run, and no key is kept', () => {
  const folder = path.join(__dirname, '..')
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })
  assert.deepEqual(
    files.filter((file) => /\.(pem|key|crt|p12|pfx|der)$/.test(file)),
    [],
  )
})

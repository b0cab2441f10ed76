'use strict'
// Which roots the environment gives. Each test is a process of its own.

const assert = require('node:assert/strict')
const path = require('node:path')
const { test } = require('node:test')

const { issueRoot, issueServer } = require('../support/certificates')
const { runSnippet } = require('../support/child')
const { temporaryFile, temporaryFolder } = require('../support/files')
const { answer, readRequest, startRawServer } = require('../support/raw-server')
const { startReceiver } = require('../support/receiver')
const { createRuntime } = require('../..')
const { startSecureServer } = require('./secure-server')

async function makeCertificates() {
  const [root, otherRoot] = await Promise.all([issueRoot('Test Root'), issueRoot('Other Root')])
  return { root, otherRoot, server: await issueServer(root), otherServer: await issueServer(otherRoot) }
}

const certificates = makeCertificates()

/**
 * What an upload in a process of its own ends with, in that environment.
 *
 * @param {import('node:test').TestContext} context
 * @param {{ url: string }} server
 * @param {Record<string, string>} env
 * @param {object} [config]
 */
async function uploadInChild(context, server, env, config = {}) {
  const { reports, stderr } = await runSnippet(
    `uploadtask.createRuntime(input.config).vela.uploadFile({
      ...input.options,
      success: (res) => report(res.data),
      fail: (message, code) => report([code, message]),
    })`,
    { options: { url: server.url, filePath: temporaryFile(context), name: 'file' }, config },
    { env: { ...nothingTrusted(context), ...env } },
  )
  assert.equal(reports.length, 1, stderr)
  return reports[0]
}

/** An environment in which the machine's own authorities play no part. @param {import('node:test').TestContext} context */
function nothingTrusted(context) {
  const folder = temporaryFolder(context)
  return {
    SSL_CERT_FILE: path.join(folder, 'missing.pem'),
    SSL_CERT_DIR: path.join(folder, 'missing'),
    NODE_EXTRA_CA_CERTS: '',
  }
}

const refusal = [200, /unknown issuer/i]

/** @param {any} reported */
function assertUntrusted(reported) {
  assert.equal(reported[0], refusal[0], JSON.stringify(reported))
  assert.match(reported[1], /** @type {RegExp} */ (refusal[1]))
}

/** Elsewhere the system itself verifies. */
const readsFiles = process.platform === 'linux'

test('H21 SSL_CERT_FILE names the roots', {
  skip: !readsFiles && 'SSL_CERT_FILE has no effect where the system itself verifies',
}, async (context) => {
  const { root, otherRoot, server: secure } = await certificates
  const server = await startSecureServer(context, secure)
  const file = (/** @type {string} */ text) => temporaryFile(context, 'roots.pem', text)
  assert.equal(await uploadInChild(context, server, { SSL_CERT_FILE: file(root.cert) }), 'arrived')
  const both = file(otherRoot.cert + root.cert)
  assert.equal(await uploadInChild(context, server, { SSL_CERT_FILE: both }), 'arrived')
  assertUntrusted(await uploadInChild(context, server, { SSL_CERT_FILE: file(otherRoot.cert) }))
})

test('H21 NODE_EXTRA_CA_CERTS adds roots', async (context) => {
  const { root, otherRoot, server: secure, otherServer } = await certificates
  const server = await startSecureServer(context, secure)
  const other = await startSecureServer(context, otherServer)
  const env = {
    SSL_CERT_FILE: temporaryFile(context, 'roots.pem', otherRoot.cert),
    NODE_EXTRA_CA_CERTS: temporaryFile(context, 'extra.pem', root.cert),
  }
  assert.equal(await uploadInChild(context, server, env), 'arrived')
  if (readsFiles) assert.equal(await uploadInChild(context, other, env), 'arrived')
})

test('H21 ca adds roots to those of the environment', async (context) => {
  const { root, otherRoot, server: secure, otherServer } = await certificates
  const server = await startSecureServer(context, secure)
  const other = await startSecureServer(context, otherServer)
  for (const name of readsFiles ? ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'] : ['NODE_EXTRA_CA_CERTS']) {
    const env = { [name]: temporaryFile(context, 'roots.pem', otherRoot.cert) }
    for (const one of [server, other]) {
      assert.equal(await uploadInChild(context, one, env, { ca: root.cert }), 'arrived', name)
    }
  }
})

test('H21 a certificate that is broken does not spoil the others in NODE_EXTRA_CA_CERTS', async (context) => {
  const { root, otherRoot, server: secure } = await certificates
  const server = await startSecureServer(context, secure)
  const broken = otherRoot.cert.replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA')
  const noBase64 = '-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n'
  for (const before of [broken, noBase64, 'a comment\n', otherRoot.key]) {
    const NODE_EXTRA_CA_CERTS = temporaryFile(context, 'extra.pem', before + root.cert)
    assert.equal(await uploadInChild(context, server, { NODE_EXTRA_CA_CERTS }), 'arrived', before)
  }
})

test('H21 without any roots on the machine: http works, ca works, and unknown servers are refused', async (context) => {
  const { root, server: secure } = await certificates
  const server = await startSecureServer(context, secure)
  const plain = await startRawServer(context, async (socket) => {
    await readRequest(socket)
    socket.end(answer(200, {}, 'plain'))
  })
  const NODE_EXTRA_CA_CERTS = path.join(temporaryFolder(context), 'missing.pem')
  assert.equal(await uploadInChild(context, plain, { NODE_EXTRA_CA_CERTS }), 'plain')
  assert.equal(await uploadInChild(context, server, { NODE_EXTRA_CA_CERTS }, { ca: root.cert }), 'arrived')
  assertUntrusted(await uploadInChild(context, server, { NODE_EXTRA_CA_CERTS }))
})

test('H21 no variable of the environment turns verification off', async (context) => {
  const { server: secure } = await certificates
  const server = await startSecureServer(context, secure)
  const env = {
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
    NODE_NO_WARNINGS: '1',
    SSL_VERIFY: '0',
    CURL_INSECURE: '1',
  }
  assertUntrusted(await uploadInChild(context, server, env))
  assert.equal(server.bytes(), 0)
  const isVerified = { rejectUnauthorized: true }
  assertUntrusted(await uploadInChild(context, server, env, isVerified))
  assert.equal(await uploadInChild(context, server, {}, { rejectUnauthorized: false }), 'arrived')
})

test('H21 NODE_TLS_REJECT_UNAUTHORIZED set while the program runs does nothing', async (context) => {
  const { server: secure } = await certificates
  const server = await startSecureServer(context, secure)
  const { reports } = await runSnippet(
    `process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
    uploadtask.uploadFile({ ...input, success: () => report('success'), fail: (_, code) => report(code) })`,
    { url: server.url, filePath: temporaryFile(context), name: 'file' },
    { env: nothingTrusted(context) },
  )
  assert.deepEqual(reports, [200])
  assert.equal(server.bytes(), 0)
})

const MARK = Buffer.from('\uFEFF')

/** A certificate as a Windows editor saves it. @param {string} pem */
const saved = (pem) => Buffer.concat([MARK, Buffer.from(pem.replaceAll(/\r?\n/g, '\r\n'))])

test('H21 a PEM file with a byte order mark and CRLF is read: ca, NODE_EXTRA_CA_CERTS', async (context) => {
  const { root, server } = await certificates
  const secure = await startReceiver(
    context,
    (_upload, _request, response) => void response.end('stored'),
    server,
  )
  const text = saved(root.cert)
  const file = temporaryFile(context, 'root.pem', text)
  assert.equal(await uploadInChild(context, secure, { NODE_EXTRA_CA_CERTS: file }), 'stored')
  assert.equal(await uploadInChild(context, secure, {}, { ca: text.toString() }), 'stored')
})

test('H21 a PEM text in UTF-16 is refused, with what to do', async () => {
  const { root } = await certificates
  const ca = Buffer.from(`\uFEFF${root.cert}`, 'utf16le')
  assert.throws(() => createRuntime({ ca }), { name: 'TypeError', message: /UTF-16: save it as UTF-8/ })
})

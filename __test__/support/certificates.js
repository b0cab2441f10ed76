'use strict'
// Certificates for tests, made for each run: no key is ever kept.

// The certificate library looks for it when it loads.
require('reflect-metadata')
const { webcrypto } = require('node:crypto')
const x509 = require('@peculiar/x509')

x509.cryptoProvider.set(/** @type {any} */ (webcrypto))

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
/** What some tools know alone. */
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
}
const DAY = 24 * 60 * 60 * 1000

/**
 * What signs other certificates, or serves.
 *
 * @typedef {object} Identity
 * @property {string} cert PEM.
 * @property {string} key PEM.
 * @property {x509.X509Certificate} certificate
 * @property {CryptoKeyPair} keys
 */

/** @typedef {webcrypto.CryptoKeyPair} CryptoKeyPair */

/**
 * @typedef {object} Options
 * @property {string} name Common name.
 * @property {Identity} [issuer] Default: itself.
 * @property {boolean} [isAuthority] Whether it may sign others.
 * @property {string[]} [hosts] DNS names and IP addresses; default none.
 * @property {number} [from] First day, counted from today; default yesterday.
 * @property {number} [to] Last day, counted from today; default tomorrow.
 * @property {string} [usage] The extended key usage; default none.
 * @property {typeof ECDSA | typeof RSA} [algorithm] That of its key; default ECDSA.
 */

/**
 * @param {Options} options
 * @returns {Promise<Identity>}
 */
async function issue({
  name,
  issuer,
  isAuthority = false,
  hosts = [],
  from = -1,
  to = 1,
  usage,
  algorithm = ECDSA,
}) {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const isAddress = (/** @type {string} */ host) => /^[\d.]+$|:/.test(host)
  const names = hosts.map((host) =>
    isAddress(host)
      ? { type: /** @type {const} */ ('ip'), value: host }
      : { type: /** @type {const} */ ('dns'), value: host },
  )
  const { digitalSignature, keyCertSign, cRLSign } = x509.KeyUsageFlags
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(8)))
      .toString('hex')
      .replace(/^[89a-f]/, '1'),
    subject: `CN=${name}`,
    issuer: issuer ? issuer.certificate.subject : `CN=${name}`,
    notBefore: new Date(Date.now() + from * DAY),
    notAfter: new Date(Date.now() + to * DAY),
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(isAuthority, undefined, true),
      new x509.KeyUsagesExtension(isAuthority ? keyCertSign | cRLSign : digitalSignature, true),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
      ...(usage ? [new x509.ExtendedKeyUsageExtension([usage])] : []),
    ],
  })
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  return {
    cert: `${certificate.toString('pem')}\n`,
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`,
    certificate,
    keys,
  }
}

/** A certificate authority that signs for itself. */
const issueRoot = (name = 'Test Root') => issue({ name, isAuthority: true })

/**
 * A server that an authority vouches for.
 *
 * @param {Identity} issuer
 * @param {string[]} [hosts]
 */
const issueServer = (issuer, hosts = ['127.0.0.1', 'localhost']) =>
  issue({ name: 'Test Server', issuer, hosts })

module.exports = { RSA, issue, issueRoot, issueServer }

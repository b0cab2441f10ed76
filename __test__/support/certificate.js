'use strict'
// A self-signed certificate for 127.0.0.1, made for one test run: X.509 (RFC 5280) in DER, by hand.

const { generateKeyPairSync, sign } = require('node:crypto')

/**
 * @param {number} tag
 * @param {Buffer[]} content
 */
function der(tag, ...content) {
  const bytes = Buffer.concat(content)
  const { length } = bytes
  const long = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...(length < 0x80 ? [length] : long)]), bytes])
}

const sequence = (/** @type {Buffer[]} */ ...content) => der(0x30, ...content)
const identifier = (/** @type {string} */ hex) => der(0x06, Buffer.from(hex, 'hex'))
const time = (/** @type {Date} */ date) =>
  der(
    0x17,
    Buffer.from(
      date
        .toISOString()
        .slice(2)
        .replace(/[-:T]|\.\d+/g, ''),
    ),
  )

const ecdsaWithSha256 = sequence(identifier('2a8648ce3d040302'))
const commonName = identifier('550403')
const subjectAltName = identifier('551d11')

/** Key and certificate in PEM form, as `tls.createServer` takes them. */
function selfSignedCertificate() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from('uploadtask test')))))
  const day = 24 * 60 * 60 * 1000
  const validity = sequence(time(new Date(Date.now() - day)), time(new Date(Date.now() + day)))
  const addresses = sequence(der(0x87, Buffer.from([127, 0, 0, 1])), der(0x82, Buffer.from('localhost')))
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(sequence(subjectAltName, der(0x04, addresses)))),
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', toBeSigned, privateKey))
  const certificate = sequence(toBeSigned, ecdsaWithSha256, signature).toString('base64')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`,
  }
}

module.exports = { selfSignedCertificate }

'use strict'
// Links the tests of the engine for macOS, on any system. Of Apple's SDK, which is not free, it takes the names of what
// they call there: the link succeeds when nothing else is missing. What it makes does not run.
//   node scripts/release/macos.js

const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { root } = require('../build.js')
const { ReleaseError } = require('./run.js')
const { addTarget, zig } = require('./toolchain.js')

const TARGET = 'aarch64-apple-darwin'

/** What the engine and its crates call of the system's frameworks, to verify certificates. */
const SYMBOLS = {
  CoreFoundation: [
    ...['_CFArrayCreate', '_CFDataCreate', '_CFDateCreate', '_CFErrorCopyDescription', '_CFErrorGetCode'],
    ...['_CFRelease', '_CFStringCreateWithBytes', '_CFStringGetBytes', '_CFStringGetCStringPtr'],
    ...['_CFStringGetLength', '_kCFAbsoluteTimeIntervalSince1970', '_kCFAllocatorDefault'],
    '_kCFTypeArrayCallBacks',
  ],
  Security: [
    ...['_SecCertificateCopySubjectSummary', '_SecCertificateCreateWithData', '_SecCopyErrorMessageString'],
    ...['_SecPolicyCreateSSL', '_SecTrustCreateWithCertificates', '_SecTrustEvaluateWithError'],
    ...['_SecTrustSetAnchorCertificates', '_SecTrustSetAnchorCertificatesOnly', '_SecTrustSetOCSPResponse'],
    '_SecTrustSetVerifyDate',
  ],
}

/** An SDK with the names alone. */
function writeStubs() {
  const sdk = path.join(root, 'target', 'macos-sdk')
  for (const [name, symbols] of Object.entries(SYMBOLS)) {
    const folder = path.join(sdk, 'System', 'Library', 'Frameworks', `${name}.framework`)
    fs.mkdirSync(folder, { recursive: true })
    const lines = [
      '--- !tapi-tbd',
      'tbd-version: 4',
      'targets: [ arm64-macos, x86_64-macos ]',
      `install-name: '/System/Library/Frameworks/${name}.framework/Versions/A/${name}'`,
      'exports:',
      '  - targets: [ arm64-macos, x86_64-macos ]',
      `    symbols: [ ${symbols.join(', ')} ]`,
      '...',
    ]
    fs.writeFileSync(path.join(folder, `${name}.tbd`), `${lines.join('\n')}\n`)
  }
  return sdk
}

async function linkForMacos() {
  await addTarget(TARGET)
  const env = { ...(await zig()), SDKROOT: writeStubs() }
  const values = ['test', '--target', TARGET, '--package', 'uploadtask-core', '--lib', '--no-run', '--locked']
  const { error, status } = spawnSync('cargo-zigbuild', values, { cwd: root, env, stdio: 'inherit' })
  if (error) throw error
  if (status !== 0) throw new ReleaseError('for macOS more is missing than its SDK; see above')
  const count = Object.values(SYMBOLS).flat().length
  console.log(
    `${TARGET}: links but for ${count} symbols of macOS, whose names stand in scripts/release/macos.js`,
  )
}

module.exports = { linkForMacos }

if (require.main === module) {
  linkForMacos().catch((error) => {
    console.error(error instanceof ReleaseError ? `\nrelease: ${error.message}\n` : error)
    process.exitCode = 1
  })
}

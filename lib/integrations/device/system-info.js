'use strict'
// The system, as it is: Node.js, without a screen, a host app or a version of a base library.

const os = require('node:os')

/** What there is no window of. */
function windowInfo() {
  const none = { pixelRatio: 1, screenWidth: 0, screenHeight: 0, windowWidth: 0, windowHeight: 0 }
  return { ...none, statusBarHeight: 0, screenTop: 0 }
}

function deviceInfo() {
  return {
    brand: 'Node.js',
    model: `${process.platform} ${process.arch}`,
    system: `Node.js ${process.versions.node}`,
    platform: 'node',
    cpuType: process.arch,
    memorySize: `${Math.round(os.totalmem() / 1024 ** 2)}`,
  }
}

/** The versions are those of a host app and a base library, of which there are none. */
function appInfo() {
  return { SDKVersion: '0.0.0', version: '0.0.0', language: 'en', theme: 'light', fontSizeSetting: 16 }
}

const systemInfo = () => ({ ...windowInfo(), ...deviceInfo(), ...appInfo() })

module.exports = { appInfo, deviceInfo, systemInfo, windowInfo }

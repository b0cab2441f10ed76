'use strict'
// What upload SDKs ask a mini-program's global for, before they upload: small, and true for Node.js. There is nothing else
// of a device here.

const { getFileSystemManager } = require('./file-system.js')
const { createKeyedByOptions, createKeyedByText } = require('./key-values.js')
const { appInfo, deviceInfo, systemInfo, windowInfo } = require('./system-info.js')

/** @typedef {import('./file-system.js').Storage} Storage */

const SYSTEM = { getSystemInfoSync: systemInfo }

/** The folder of an app's own files, where the platform publishes it. @type {Record<string, string>} */
const USER_DATA_PATHS = {
  wx: 'wxfile://usr',
  uni: 'wxfile://usr',
  my: 'https://usr',
  tt: 'ttfile://user',
  qq: 'qqfile://usr',
}

/** The members of each global, where its platform documents them. @type {Record<string, (storage: Storage) => object>} */
const MEMBERS = {
  wx: (storage) => ({ ...NEWER, ...common(storage) }),
  uni: (storage) => ({ ...NEWER, ...common(storage) }),
  tt: common,
  swan: common,
  qq: common,
  jd: common,
  ks: common,
  xhs: common,
  has: () => ({ ...SYSTEM, ...createKeyedByText() }),
  my: () => ({
    ...SYSTEM,
    getWindowInfo: windowInfo,
    getDeviceBaseInfo: deviceInfo,
    getAppBaseInfo: appInfo,
    ...createKeyedByOptions(),
  }),
  dd: () => ({ ...SYSTEM, ...createKeyedByOptions() }),
}

const NEWER = { getWindowInfo: windowInfo, getDeviceInfo: deviceInfo, getAppBaseInfo: appInfo }

function common(/** @type {Storage} */ storage) {
  return {
    ...SYSTEM,
    ...createKeyedByText(),
    getFileSystemManager: () => getFileSystemManager(storage),
  }
}

/**
 * What the global of a platform has beside its `uploadFile`.
 *
 * @param {string} host The name of the global.
 * @param {Storage} storage
 * @returns {Record<string, Function | object>}
 */
function deviceMembers(host, storage) {
  const USER_DATA_PATH = USER_DATA_PATHS[host]
  return {
    ...(USER_DATA_PATH !== undefined && { env: { USER_DATA_PATH } }),
    /** Whether the global has a function of the name with which this begins: `getFileSystemManager.success.stats`. */
    canIUse(/** @type {unknown} */ schema) {
      const [name] = String(schema).split('.')
      const members = /** @type {Record<string, any>} */ (globalThis)[host]
      // Not what every object has, such as `toString`.
      return typeof members?.[name] === 'function' && !(name in Object.prototype)
    },
    ...MEMBERS[host]?.(storage),
  }
}

module.exports = { deviceMembers }

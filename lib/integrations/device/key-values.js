'use strict'
// The storage of keys and values, in the memory of this thread or test file.

/** What is kept is a copy, of what JSON has. */
function createMemory() {
  /** @type {Map<string, string | undefined>} */
  const kept = new Map()
  return {
    get: (/** @type {unknown} */ key, /** @type {unknown} */ missing) => {
      const text = kept.get(String(key))
      return text === undefined ? missing : JSON.parse(text)
    },
    set: (/** @type {unknown} */ key, /** @type {unknown} */ value) => {
      kept.set(String(key), JSON.stringify(value))
    },
  }
}

/** As WeChat and those like it have it. */
function createKeyedByText() {
  const { get, set } = createMemory()
  return {
    getStorageSync: (/** @type {unknown} */ key) => get(key, ''),
    setStorageSync: (/** @type {unknown} */ key, /** @type {unknown} */ data) => set(key, data),
  }
}

/** As Alipay and DingTalk have it. */
function createKeyedByOptions() {
  const { get, set } = createMemory()
  return {
    getStorageSync: (/** @type {any} */ options) => ({ data: get(options?.key, null) }),
    setStorageSync: (/** @type {any} */ options) => set(options?.key, options?.data),
  }
}

module.exports = { createKeyedByOptions, createKeyedByText }

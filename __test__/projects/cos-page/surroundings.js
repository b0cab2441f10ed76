// What a phone has besides uploadFile, and the SDK asks for when it is loaded.
globalThis.window = undefined
Object.assign(wx, {
  getFileSystemManager: () => ({}),
  canIUse: () => false,
  getStorageSync: () => undefined,
  setStorageSync: () => {},
})

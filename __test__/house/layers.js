'use strict'
// The layers of the house: CONTRIBUTING.md has the picture.

/** The JavaScript of the package. @type {import('./arrows.js').House} */
const javascript = {
  door: 'index.js',
  layers: [
    // The demo is a command.
    {
      'the command line': ['lib/cli/', 'demo/'],
      integrations: ['lib/integrations/', 'taro-plugin.js'],
      matchers: ['lib/matchers/'],
    },
    { entries: ['index.js', 'vela.js', 'quickapp.js', 'wx.js', 'taro.js', 'alipay.js'] },
    {
      'the runtime': ['lib/runtime.js', 'lib/storage.js'],
      'the receiver': ['lib/receiver/'],
      msw: ['lib/msw/'],
      configuration: ['lib/configuration/'],
      build: ['lib/build/'],
    },
    {
      'the task': [
        ...['lib/promise.js', 'lib/task.js', 'lib/upload-options.js', 'lib/events.js', 'lib/realm.js'],
        ...['lib/listeners.js', 'lib/callbacks.js'],
      ],
    },
    { 'the addon': ['lib/native.js', 'lib/load-error.js'] },
    {
      'what everyone may know': [
        ...[
          'lib/platforms.js',
          'lib/interception.js',
          'lib/node-version.js',
          'lib/primordials.js',
          'lib/text-file.js',
          'package.json',
        ],
      ],
      // It runs on devices, where there is nothing else of this package.
      adapters: ['lib/adapt/'],
    },
  ],
  exceptions: {
    // The numbers of the platforms have one table, which the engine is compiled with.
    'lib/adapt/causes.js': ['crates/core/src/codes.json'],
  },
}

/** The engine's crate. @type {import('./arrows.js').House} */
const core = {
  layers: [
    { crate: ['lib.rs', 'internals.rs'] },
    { dialect: ['dialect/'] },
    { client: ['client.rs'] },
    { engine: ['engine/'] },
    { http: ['http/'], multipart: ['multipart/'] },
    { files: ['files/'] },
    // Leaves that anyone may name.
    {
      upload: ['upload.rs'],
      response: ['response.rs'],
      observer: ['observer.rs'],
      config: ['config.rs'],
    },
    { error: ['error.rs'] },
  ],
}

// TODO: true as soon as the crate has these folders.
const CORE_HAS_FOLDERS = false

/** The crates, by the folder of their `lib.rs`. @type {Record<string, import('./arrows.js').House>} */
const rust = CORE_HAS_FOLDERS ? { 'crates/core/src': core } : {}

module.exports = { javascript, rust }

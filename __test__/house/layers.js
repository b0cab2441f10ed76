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
    {
      entries: [
        ...['index.js', 'vela.js', 'quickapp.js', 'wx.js', 'taro.js', 'alipay.js'],
        ...['tt.js', 'swan.js', 'qq.js', 'jd.js', 'ks.js', 'xhs.js', 'has.js', 'dd.js', 'uni.js'],
      ],
    },
    {
      'the runtime': ['lib/runtime.js', 'lib/storage.js', 'lib/gitignore.js'],
      'the receiver': ['lib/receiver/'],
      msw: ['lib/msw/'],
      configuration: ['lib/configuration/'],
      build: ['lib/build/'],
    },
    {
      'the task': [
        ...['lib/promise.js', 'lib/task.js', 'lib/upload-options.js', 'lib/events.js', 'lib/realm.js'],
        ...['lib/listeners.js', 'lib/callbacks.js', 'lib/file-content.js', 'lib/blob.js'],
      ],
    },
    { 'the addon': ['lib/native.js', 'lib/load-error.js'] },
    {
      'what everyone may know': [
        ...[
          'lib/binaries.js',
          'lib/interception.js',
          'lib/node-version.js',
          'lib/primordials.js',
          'lib/text-file.js',
          'package.json',
          'rules.schema.json',
        ],
      ],
      // It runs on devices, where there is nothing else of this package.
      adapters: ['lib/adapt/'],
    },
  ],
  exceptions: {
    // The numbers of the platforms have one table, which the engine is compiled with.
    'lib/adapt/causes.js': ['crates/core/src/dialect/codes.json'],
  },
}

/** The engine's crate. @type {import('./arrows.js').House} */
const core = {
  layers: [
    { crate: ['lib.rs', 'internals.rs'] },
    { dialect: ['dialect/'] },
    { client: ['client.rs'] },
    { engine: ['engine/'] },
    { http: ['http/'] },
    { multipart: ['multipart/'] },
    // Values that anyone above may name.
    { config: ['config/'] },
    { upload: ['upload/'] },
    { observer: ['observer.rs'] },
    { response: ['response.rs'], intercept: ['intercept.rs'] },
    { files: ['files/'] },
    { shortage: ['shortage.rs'], header: ['header.rs'] },
    {
      error: ['error.rs'],
      activity: ['activity.rs'],
      charset: ['charset.rs'],
    },
  ],
}

/** The binding's crate. @type {import('./arrows.js').House} */
const node = {
  layers: [
    { crate: ['lib.rs'] },
    { options: ['read.rs'] },
    { content: ['content.rs'] },
    { connection: ['connection.rs'] },
    { reporter: ['reporter.rs'], threads: ['executor.rs'] },
    { events: ['event_queue.rs'] },
    { data: ['stored_file.rs', 'message.rs', 'latest_progress.rs', 'question.rs'] },
    { shape: ['shape.rs'] },
  ],
}

/** The crates, by the folder of their `lib.rs`. @type {Record<string, import('./arrows.js').House>} */
const rust = { 'crates/core/src': core, 'crates/node/src': node }

module.exports = { javascript, rust }

'use strict'
// Uploads after a test has put mocks in place of the language's own functions, before the first upload.

const { wx, taro, vela } = /** @type {any} */ (require('uploadtask'))
const { input, report } = require('./program')

const mock = (/** @type {string} */ name) => () => {
  throw new Error(`${name} was called`)
}
/** @type {Array<[any, string]>} */
const places = [
  ...['parse', 'stringify'].map((name) => /** @type {[any, string]} */ ([JSON, name])),
  ...['assign', 'create', 'defineProperty', 'entries', 'fromEntries', 'keys'].map(
    (name) => /** @type {[any, string]} */ ([Object, name]),
  ),
  [Array, 'isArray'],
  [Reflect, 'apply'],
  [Object.prototype, 'toString'],
  ...['String', 'Map', 'Set', 'TypeError', 'Promise', 'JSON', 'Reflect'].map(
    (name) => /** @type {[any, string]} */ ([globalThis, name]),
  ),
]
const originals = places.map(([object, name]) => object[name])
places.forEach(([object, name], index) => {
  object[name] = typeof originals[index] === 'function' ? mock(name) : {}
})

/** @type {string[]} */
const ends = []
const options = (/** @type {string} */ name) => ({
  ...input,
  header: { 'X-Name': name },
  formData: { a: 1 },
  success: () => ends.push(`${name} success`),
  fail: (/** @type {any} */ failure) => ends.push(`${name} ${failure.errMsg ?? failure}`),
})
wx.uploadFile({
  ...options('wx'),
  complete: () =>
    vela.uploadFile({
      ...options('vela'),
      complete: () =>
        taro.uploadFile({ ...options('taro') }).then(() => {
          places.forEach(([object, name], index) => {
            object[name] = originals[index]
          })
          report({ event: 'ended', ends })
        }),
    }),
})

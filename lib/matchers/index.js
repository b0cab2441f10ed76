'use strict'
// `uploadtask/matchers`: for `expect.extend` of Jest and Vitest.

require('../node-version.js').requireNode()
const { hasField, hasFile, hasHeader } = require('./expectations.js')

/**
 * A matcher as both runners take it.
 *
 * @param {string} name
 * @param {(upload: any, first: any, second: any, equals: (actual: unknown, expected: unknown) => boolean) => import('./expectations.js').Result} look
 */
function matcher(name, look) {
  return {
    /** @this {any} */
    [name](/** @type {unknown} */ upload, /** @type {any} */ first, /** @type {any} */ second) {
      const { equals, isNot, utils } = this
      const { pass, wanted, expected, actual } = look(upload, first, second, equals)
      const not = isNot ? 'not ' : ''
      return {
        pass,
        expected,
        actual,
        message: () =>
          [
            utils.matcherHint(name, 'upload', first === undefined ? '' : JSON.stringify(first), { isNot }),
            '',
            `Expected ${not}${wanted}${expected === undefined ? '' : ` like ${utils.printExpected(expected)}`}`,
            `Arrived: ${utils.printReceived(actual)}`,
          ].join('\n'),
      }
    },
  }[name]
}

exports.toHaveFile = matcher('toHaveFile', (upload, first, second, equals) =>
  typeof first === 'object' && first !== null
    ? hasFile(upload, undefined, first, equals)
    : hasFile(upload, first, second, equals),
)
exports.toHaveField = matcher('toHaveField', hasField)
exports.toHaveHeader = matcher('toHaveHeader', hasHeader)
Object.defineProperty(exports, 'default', { value: exports })

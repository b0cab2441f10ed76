'use strict'
// Values that options refuse, each with its name for the title of a test.

/** @type {Array<[string, any]>} */
const notAString = [
  ['a number', 1],
  ['a boolean', false],
  ['an object', {}],
  ['an array', ['a']],
  ['a function', () => {}],
  ['a symbol', Symbol('a')],
  ['a bigint', 1n],
]

/** Arrays are for the tests to add: `data` takes them. @type {Array<[string, any]>} */
const notAnObject = [
  ['a string', 'a: b'],
  ['an empty string', ''],
  ['a number', 1],
  ['a boolean', true],
  ['a function', () => {}],
  ['a symbol', Symbol('a')],
  ['a bigint', 1n],
]

/** Not a value of a header or field. @type {Array<[string, any]>} */
const notAValue = [
  ['a boolean', true],
  ['an object', { a: 1 }],
  ['an array', ['a']],
  ['a Date', new Date(0)],
  ['a function', () => {}],
  ['a symbol', Symbol('a')],
  ['a bigint', 1n],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
]

module.exports = { notAString, notAnObject, notAValue }

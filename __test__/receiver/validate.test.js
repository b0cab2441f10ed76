'use strict'

const assert = require('node:assert/strict')
const test = require('node:test')
const vm = require('node:vm')
const v = require('valibot')
const { check, flag, object, oneOf, text, wholeNumber } = require('../../lib/receiver/validate.js')

const wrong = (/** @type {import('../../lib/receiver/validate.js').Fault} */ fault) =>
  Object.assign(new TypeError(fault.problem), fault)

const schema = object('the members of a thing', {
  name: text,
  size: v.optional(wholeNumber('a whole number of bytes', 1, 9)),
  kind: v.optional(oneOf(['plain', 'fancy'])),
  inner: v.optional(object('the members of inner', { on: v.optional(flag) })),
})

test('validate: a right value comes back as a copy, and what is undefined is absent', () => {
  const given = { name: 'a', size: 3, kind: undefined, inner: { on: true } }
  const copy = check(schema, given, wrong)
  assert.deepEqual(copy, { name: 'a', size: 3, inner: { on: true } })
  assert.notEqual(copy.inner, given.inner)
  // Test runners give each test file a realm of its own.
  assert.deepEqual(check(schema, vm.runInNewContext('({ name: "a" })'), wrong), { name: 'a' })
})

for (const [value, path, problem] of /** @type {Array<[unknown, unknown[], string]>} */ ([
  [[], [], 'should be an object instead of an array'],
  [new Date(0), [], 'should be an object instead of an object'],
  [{}, ['name'], 'is missing'],
  [{ name: '' }, ['name'], 'should be a text that is not empty instead of ""'],
  [{ name: 'a', size: 10 }, ['size'], 'should be a whole number of bytes, 1 to 9, instead of 10'],
  [{ name: 'a', size: 1.5 }, ['size'], 'should be a whole number of bytes, 1 to 9, instead of 1.5'],
  [
    { name: 'a', size: '3' },
    ['size'],
    'should be a whole number of bytes, 1 to 9, instead of "3" (write it without quotes: 3)',
  ],
  [
    { name: 'a', kind: 'fancey' },
    ['kind'],
    'should be "plain" or "fancy" instead of "fancey" (did you mean "fancy"?)',
  ],
  [{ name: 'a', inner: { on: 1 } }, ['inner', 'on'], 'should be true or false instead of 1'],
  [
    { name: 'a', inner: { of: true } },
    ['inner', 'of'],
    'is unknown (did you mean "on"?); the members of inner are on',
  ],
])) {
  test(`validate: ${JSON.stringify(value)} is wrong, and the words say why`, () => {
    assert.throws(
      () => check(schema, value, wrong),
      (/** @type {any} */ error) => {
        assert.deepEqual(error.path, path)
        assert.equal(error.message, problem)
        assert.equal(error.atName, problem.startsWith('is unknown'))
        return true
      },
    )
  })
}

'use strict'
// The JSON Schema of a file with rules says what the receiver says.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const { Ajv } = require('ajv')
const { parse } = require('jsonc-parser')
const { checkRules } = require('../../lib/receiver/rules/index.js')

/** @type {any} */
const schema = require('uploadtask/rules.schema.json')
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema)

/** Whether the receiver takes a rule. */
function isTaken(/** @type {unknown} */ rule) {
  try {
    checkRules([rule])
    return true
  } catch {
    return false
  }
}

test('rules: the schema takes every example of the documents', () => {
  const documents = ['docs/reference/rules.md', 'docs/reference/cli.md', 'README.md', 'README.zh-CN.md']
  const examples = documents.flatMap((file) => {
    const text = fs.readFileSync(path.join(__dirname, '..', '..', file), 'utf8')
    return [...text.matchAll(/^```jsonc?\n(\[[\s\S]*?)^```$/gm)].map(([, code]) => code)
  })
  assert.ok(examples.length > 9)
  for (const example of examples) {
    const rules = parse(example)
    assert.ok(validate(rules), `${example}\n${JSON.stringify(validate.errors)}`)
    assert.doesNotThrow(() => checkRules(rules), example)
  }
})

test('rules: the schema has the members that the receiver knows, and says what each does', () => {
  const { definitions } = schema
  for (const [name, rule] of /** @type {Array<[string, object]>} */ ([
    ['rule', { '?': 1 }],
    ['match', { match: { '?': 1 } }],
    ['respond', { respond: { '?': 1 } }],
    ['redirect', { redirect: { location: '/', '?': 1 } }],
    ['fault', { fault: { '?': 1 } }],
  ])) {
    const { properties, description } = definitions[name]
    assert.throws(() => checkRules([rule]), {
      message: new RegExp(` are ${Object.keys(properties).join(', ')}$`),
    })
    assert.ok(description, name)
    for (const [member, one] of Object.entries(/** @type {Record<string, any>} */ (properties))) {
      assert.ok(one.description || definitions[one.$ref?.split('/').at(-1)]?.description, `${name}.${member}`)
    }
  }
})

const RULES = /** @type {Array<[object, boolean]>} */ ([
  [{}, true],
  [{ answer: {} }, false],
  [{ delay: -1 }, false],
  [{ delay: 2147483648 }, false],
  [{ throttle: 0 }, false],
  [{ respond: { status: 199 } }, false],
  [{ respond: { status: 200 } }, true],
  [{ respond: { status: 599 } }, true],
  [{ respond: { status: 600 } }, false],
  [{ respond: { body: [{ deep: null }] } }, true],
  [{ respond: { headers: { 'X-A': ['a', 'b'], 'X-B': 5 } } }, true],
  [{ respond: { headers: { 'X-A': null } } }, false],
  [{ match: { method: 'pOsT' } }, true],
  [{ match: { method: 'GET' } }, false],
  [{ match: { path: 'upload' } }, false],
  [{ match: { path: '!/upload' } }, true],
  [{ match: { type: 'text/plain;charset=utf-8' } }, false],
  [{ match: { header: { a: true, b: 'x' } } }, true],
  [{ match: { field: { a: 5 } } }, false],
  [{ nth: [1, 2] }, true],
  [{ nth: [] }, false],
  [{ nth: 0 }, false],
  [{ times: 1, nth: 1 }, false],
  [{ redirect: {} }, false],
  [{ redirect: { location: '/a', status: 304 } }, false],
  [{ fault: {} }, false],
  [{ fault: { drop: 0 } }, true],
  [{ fault: { drop: 0, reset: 0 } }, false],
  [{ fault: { drop: 0 }, delay: 5 }, true],
  [{ fault: { drop: 0 }, bodyDelay: 5 }, false],
  [{ fault: { drop: 0 }, respond: {} }, false],
  [{ respond: {}, redirect: { location: '/' } }, false],
  [{ passthrough: 'https://a', redirect: { location: '/' } }, false],
  [{ passthrough: 'ftp://a' }, false],
  [{ passthrough: 'http://a', throttle: 5 }, true],
  [{ early: true }, false],
  [{ early: true, fault: { drop: 1 } }, false],
  [{ early: true, respond: {} }, true],
  [{ early: false, respond: {}, match: { type: '*' } }, true],
  [{ early: true, respond: {}, match: { type: '*' } }, false],
  [{ early: true, respond: {}, throttle: 5 }, false],
  [{ throttle: 5, match: { filename: '*' } }, false],
  [{ passthrough: 'http://a', match: { field: {} } }, false],
])

for (const [rule, isRight] of RULES) {
  test(`rules: the schema and the receiver ${isRight ? 'take' : 'refuse'} ${JSON.stringify(rule)}`, () => {
    assert.deepEqual([validate([rule]), isTaken(rule)], [isRight, isRight])
  })
}

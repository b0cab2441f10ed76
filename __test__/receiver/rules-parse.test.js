'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { createRuleBook, parseRule, parseRules, RuleError } = require('../../lib/receiver/rules/index.js')

/** The error of a text, which has to have one. @returns {import('../../lib/receiver/rules/rule-error.js').RuleError} */
function errorOf(/** @type {string} */ text, source = 'rules.json') {
  try {
    parseRules(text, source)
  } catch (error) {
    assert.ok(error instanceof RuleError, String(error))
    return error
  }
  throw new assert.AssertionError({ message: `no error for ${text}` })
}

test('rules: a text is JSON in which comments and trailing commas are fine', () => {
  const text = `\ufeff// what the upload page has to stand
[
  { "id": "big", /* the limit of the proxy */ "respond": { "status": 413, }, },
  { "delay": 1500 }, // slow
]
`
  assert.deepEqual(parseRules(text, 'rules.json'), [{ id: 'big', respond: { status: 413 } }, { delay: 1500 }])
  assert.deepEqual(parseRules('[]', 'rules.json'), [])
})

test('rules: an error names the source, the line, the column, the member and what is right', () => {
  const error = errorOf('[\n  { "delay": 1 },\n  {\n    "respond": { "status": 0 }\n  }\n]')
  assert.equal(
    error.message,
    'rules.json:4:28: rules[1].respond.status should be an HTTP status, 200 to 599, instead of 0',
  )
  assert.ok(error instanceof TypeError)
  const { name, code, path, line, column } = error
  assert.deepEqual(
    { name, code, path, line, column },
    { name: 'RuleError', code: 'ERR_RULE', path: 'rules[1].respond.status', line: 4, column: 28 },
  )
})

test('rules: an unknown member is pointed at by its name, a wrong value by its value', () => {
  assert.match(
    errorOf('[\r\n {\r\n  "mtach": {} }]').message,
    /^rules\.json:3:3: rules\[0\]\.mtach is unknown/,
  )
  assert.match(errorOf('[{"delay":\r"soon"}]').message, /^rules\.json:2:1: rules\[0\]\.delay should be/)
  assert.match(errorOf('\ufeff[{"delay": "soon"}]').message, /^rules\.json:1:12: /)
  assert.match(
    errorOf('[{"respond": {"headers": {"X-A": ["a",\n{}]}}}]').message,
    /^rules\.json:2:1: .*"X-A"\]\[1\] /,
  )
})

test('rules: a member that is missing is told at the object that should have it', () => {
  assert.match(
    errorOf('[{}, {"redirect": {}}]').message,
    /^rules\.json:1:19: rules\[1\]\.redirect\.location is missing/,
  )
})

test('rules: a text without a source is called "rules" in errors', () => {
  assert.throws(() => parseRules('[{"throttle": 0}]'), {
    message: /^rules:1:15: rules\[0\]\.throttle should be/,
  })
})

const BROKEN = /** @type {Array<[string, number, number, RegExp]>} */ ([
  ['', 1, 1, /the text is empty\. Write \[\] for no rules/],
  ['// nothing\n', 2, 1, /the text is empty/],
  ['[\n  {', 2, 4, /closing brace/],
  ['[\n', 2, 1, /closing bracket/],
  ['[{"delay" 1}]', 1, 11, /colon is missing/],
  ['[{"delay": 1} {"delay": 2}]', 1, 15, /comma is missing/],
  ['[{"delay": }]', 1, 12, /value is missing/],
  ['[{delay: 1}]', 1, 3, /double quotes/],
  ["[{'delay': 1}]", 1, 3, /double quotes/],
  ['[{"delay": 1}]]', 1, 15, /rules end before this/],
  ['[{"id": "a}]', 1, 9, /text does not end/],
  ['[{"id": "\\d"}]', 1, 9, /backslash/],
  ['[{"id": "a\tb"}]', 1, 9, /control character/],
  ['[] /* open', 1, 4, /comment does not end/],
  ['[{"delay": NaN}]', 1, 12, /JSON does not have/],
])

for (const [text, line, column, problem] of BROKEN) {
  test(`rules: broken JSON is an error at ${line}:${column}: ${JSON.stringify(text)}`, () => {
    const error = errorOf(text)
    assert.match(error.message, new RegExp(`^rules\\.json:${line}:${column}: rules are `))
    assert.match(error.message, problem)
    assert.deepEqual([error.line, error.column], [line, column])
  })
}

test('rules: an object with a member twice is an error at the second', () => {
  const error = errorOf('[{ "respond": { "status": 413,\n  "status": 500 } }]')
  assert.match(error.message, /^rules\.json:2:3: rules\[0\]\.respond\.status is given twice/)
})

test('rules: the first of two members that are there twice is told', () => {
  assert.match(errorOf('[{"id": "a", "id": "b"},\n{"id": "c", "id": "d"}]').message, /^rules\.json:1:14: /)
})

test('rules: a text that is nested without end is an error and no stack overflow', () => {
  assert.match(errorOf('['.repeat(200_000)).message, /^rules\.json:1:1: rules are nested too deeply/)
  for (const depth of [102, 1_000, 3_000, 5_000, 10_000]) {
    const deep = `[{"respond": {"body": ${'['.repeat(depth)}${']'.repeat(depth)}}}]`
    assert.match(errorOf(deep).message, /nested (?:more than 100 deep|too deeply)/)
  }
})

test('rules: "__proto__" is a name like others', () => {
  assert.match(errorOf('[{"__proto__": {"delay": 1}}]').message, /rules\[0\]\.__proto__ is unknown/)
  const [rule] = parseRules('[{"respond": {"body": {"__proto__": {"polluted": true}}}}]')
  assert.equal(JSON.stringify(/** @type {any} */ (rule.respond)?.body), '{"__proto__":{"polluted":true}}')
  assert.equal(/** @type {any} */ ({}).polluted, undefined)
})

test('rules: many rules, and many members of a body', () => {
  const many = Array.from({ length: 50_000 }, (_, index) => index)
  const names = many.map((index) => `"n${index}": 1`).join()
  assert.equal(parseRules(`[{"respond": {"body": {${names}}}}]`).length, 1)
  const rules = parseRules(`[${many.map((index) => `{"id": "n${index}"}, {}`).join()}]`)
  assert.equal(createRuleBook(rules).list().at(-1)?.id, 'rule-50000')
})

test('rules: one rule as a text', () => {
  assert.deepEqual(parseRule('{ "delay": 5, } // slow', 'rule.json'), { delay: 5 })
  for (const [text, message] of /** @type {const} */ ([
    ['', 'rule.json:1:1: rule is missing: the text is empty. Write {} for a rule that does nothing'],
    ['{\n"dely": 5}', /^rule\.json:2:1: rule\.dely is unknown \(did you mean "delay"\?\)/],
    ['{"delay": 5\n"throttle": 5}', 'rule.json:2:1: rule is not valid JSON: a comma is missing here'],
    ['[{}]', 'rule.json:1:1: rule should be an object instead of an array'],
  ])) {
    assert.throws(() => parseRule(text, 'rule.json'), { name: 'RuleError', message })
  }
})

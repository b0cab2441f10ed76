'use strict'
// Rules that are turned off and on, put into another order, and counted: in code and over HTTP.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { createReceiver } = require('../../lib/receiver/index.js')
const { createRuleBook } = require('../../lib/receiver/rules/index.js')
const { startInspected } = require('../support/inspector.js')
const { chosen, upload: made } = require('./rules-uploads.js')

test('rules: one that is off is skipped, counts nothing, and stays', () => {
  const book = createRuleBook([
    { id: 'a', enabled: false, respond: {}, times: 1 },
    { id: 'b', respond: {} },
  ])
  assert.equal(chosen(book), 'b')
  assert.deepEqual(book.hits(), { a: { matched: 0, applied: 0 }, b: { matched: 1, applied: 1 } })
  assert.equal(book.enable('a', true), true)
  assert.deepEqual(book.list()[0], { id: 'a', respond: {}, times: 1 })
  assert.deepEqual([chosen(book), chosen(book)], ['a', 'b'])
  assert.equal(book.enable('b', false), true)
  assert.deepEqual(book.list()[1], { respond: {}, id: 'b', enabled: false })
  assert.equal(chosen(book), undefined)
  // What it was counted before is not forgotten.
  assert.deepEqual(book.hits(), { a: { matched: 3, applied: 1 }, b: { matched: 3, applied: 3 } })
  assert.equal(book.enable('c', true), false)
  assert.throws(() => createRuleBook([{ enabled: 'no' }]), /rules\[0\]\.enabled should be true or false/)
})

test('rules: one that is turned off while a body comes in does nothing at its end', () => {
  const book = createRuleBook([{ id: 'a', respond: {} }])
  const { atBody } = book.begin(/** @type {any} */ (made()))
  book.enable('a', false)
  assert.equal(atBody().rule, undefined)
})

test('rules: their order is changed by their ids, all of them, and what is counted stays', () => {
  const book = createRuleBook([
    { id: 'a', respond: {}, times: 1 },
    { id: 'b', respond: {} },
  ])
  assert.equal(chosen(book), 'a')
  book.order(['b', 'a'])
  assert.deepEqual(
    book.list().map(({ id }) => id),
    ['b', 'a'],
  )
  assert.equal(chosen(book), 'b')
  assert.deepEqual(book.hits().a, { matched: 2, applied: 1 })
  for (const wrong of [['a'], ['a', 'a'], ['a', 'b', 'c'], ['a', 'b', 'a'], 'ab', undefined]) {
    assert.throws(() => book.order(wrong), {
      message: 'order: the ids should be those of all rules, each once: "b", "a"',
    })
  }
  assert.throws(() => createRuleBook().order(['a']), /each once: there are none$/)
})

test('receiver: rules are turned off and put in order with an event', async (context) => {
  const receiver = createReceiver({ rules: [{ id: 'a' }, { id: 'b' }] })
  context.after(() => receiver.close())
  let count = 0
  receiver.on('rules', () => {
    count += 1
  })
  assert.equal(receiver.rules.enable('a', false), true)
  assert.equal(receiver.rules.enable('none', false), false)
  receiver.rules.order(['b', 'a'])
  assert.equal(count, 2)
  assert.deepEqual(receiver.rules.hits(), { b: { matched: 0, applied: 0 }, a: { matched: 0, applied: 0 } })
})

const TEXT = `// Mine.
[
  // The first.
  { "id": "a", "respond": { "status": 413 } }, // too large
  {
    "id": "b", "delay": 1 /* soon */
  },
  /* The last. */ { "delay": 2 } // without an id
]
`

test('inspector: a rule is turned off and on, and comments stay', async (context) => {
  const { api, upload, receiver } = await startInspected(context)
  assert.equal((await api('rules', { method: 'PUT', body: TEXT })).status, 200)
  await upload({ fields: [['a', 'b']] })
  const patch = (/** @type {string} */ id, /** @type {boolean} */ enabled) =>
    api(`rules/${id}`, { method: 'PATCH', body: JSON.stringify({ enabled }) })
  assert.equal((await patch('b', false)).status, 204)
  assert.equal(receiver.rules.list()[1].enabled, false)
  const off = (await api('rules?as=text')).text
  assert.match(off, /"enabled": false/)
  for (const comment of ['// Mine.', '// The first.', '// too large', '/* soon */', '/* The last. */']) {
    assert.ok(off.includes(comment), comment)
  }
  assert.equal((await patch('b', true)).status, 204)
  assert.ok(!(await api('rules?as=text')).text.includes('enabled'))
  assert.equal((await patch('rule-1', false)).status, 204)
  assert.match((await api('rules?as=text')).text, /"delay": 2,\s+"enabled": false/)
  assert.deepEqual((await api('rules/hits')).json().b, { matched: 1, applied: 1 })
  assert.equal((await patch('none', true)).json().error.what, 'rule')
  const wrong = await api('rules/a', { method: 'PATCH', body: '{"enabled": 1}' })
  assert.deepEqual([wrong.status, wrong.json().error.path], [400, 'enabled'])
})

test('inspector: rules are put in order, with their comments', async (context) => {
  const { api, receiver } = await startInspected(context)
  const order = (/** @type {unknown} */ ids) =>
    api('rules/order', { method: 'PUT', body: JSON.stringify(ids) })
  await api('rules', { method: 'PUT', body: TEXT })
  assert.equal((await order(['rule-1', 'a', 'b'])).status, 204)
  assert.deepEqual(
    receiver.rules.list().map(({ id }) => id),
    ['rule-1', 'a', 'b'],
  )
  assert.equal(
    (await api('rules?as=text')).text,
    `// Mine.
[
  /* The last. */ { "delay": 2 }, // without an id
  // The first.
  { "id": "a", "respond": { "status": 413 } }, // too large
  {
    "id": "b", "delay": 1 /* soon */
  }
]
`,
  )
  // As one wrote it last: nothing but the order is another.
  assert.equal((await order(['a', 'b', 'rule-1'])).status, 204)
  assert.equal((await api('rules?as=text')).text, TEXT)
  for (const [ids, code] of /** @type {Array<[unknown, string]>} */ ([
    [['a'], 'bad_rules'],
    [['a', 'b', 1], 'bad_body'],
    [{}, 'bad_body'],
  ])) {
    const answer = await order(ids)
    assert.deepEqual([answer.status, answer.json().error.code], [400, code], JSON.stringify(ids))
  }
})

for (const [what, text] of [
  ['a trailing comma', '[{ "id": "a" }, { "id": "b" },]'],
  ['a line for each, and none', '[\n{"id":"a"},\n\n{"id":"b"}\n]'],
  ['a comma in front', '[{"id":"a"}\n  , {"id":"b"}]'],
  ['a comment with brackets', '/* [a] */ [{"id":"a"}, /* , */ {"id":"b"}] // ]'],
]) {
  test(`inspector: rules with ${what} are put in order, and are still right`, async (context) => {
    const { api, receiver } = await startInspected(context)
    await api('rules', { method: 'PUT', body: text })
    await api('rules/order', { method: 'PUT', body: '["b", "a"]' })
    const { text: now } = await api('rules?as=text')
    assert.equal((await api('rules', { method: 'PUT', body: now })).status, 200, now)
    assert.deepEqual(
      receiver.rules.list().map(({ id }) => id),
      ['b', 'a'],
    )
  })
}

test('inspector: rules that only code can give are put in order too, and are read as data', async (context) => {
  const respond = () => ({ status: 201 })
  const { api, upload, receiver } = await startInspected(context, {
    rules: [
      { id: 'a', respond: {} },
      { id: 'code', respond },
    ],
  })
  assert.equal((await api('rules/order', { method: 'PUT', body: '["code", "a"]' })).status, 204)
  assert.equal((await upload({ fields: [['a', 'b']] })).answer.status, 201)
  assert.equal((await api('rules/code', { method: 'PATCH', body: '{"enabled":false}' })).status, 204)
  assert.equal((await upload({ fields: [['a', 'b']] })).answer.status, 200)
  assert.equal(receiver.rules.list()[0].respond, respond)
})

test('inspector: the events tell rules as data, and what they have done', async (context) => {
  const { api, url, upload } = await startInspected(context, { rules: [{ id: 'a', respond: () => ({}) }] })
  const stream = await fetch(`${url}/__uploadtask/api/events`)
  const reader = /** @type {ReadableStream<Uint8Array>} */ (stream.body).getReader()
  context.after(() => reader.cancel())
  let text = ''
  const until = async (/** @type {string} */ wanted) => {
    while (!text.includes(wanted)) text += Buffer.from((await reader.read()).value ?? []).toString()
  }
  await upload({ fields: [['a', 'b']] })
  await until('event: hits\ndata: {"a":{"matched":1,"applied":1}}\n')
  await api('rules/a', { method: 'PATCH', body: '{"enabled":false}' })
  await until('event: rules\ndata: [{"id":"a","respond":{"function":"respond"},"enabled":false}]\n')
})

test('inspector: the schema of rules is there for editors', async (context) => {
  const { api } = await startInspected(context, {
    rules: [{ id: 'schema' }, { id: 'order' }, { id: 'hits' }],
  })
  assert.deepEqual((await api('rules/schema')).json(), require('uploadtask/rules.schema.json'))
  // A rule of such a name can be changed all the same.
  for (const id of ['schema', 'order', 'hits']) {
    assert.equal((await api(`rules/${id}`, { method: 'PATCH', body: '{"enabled":false}' })).status, 204)
    assert.equal((await api(`rules/${id}`, { method: 'DELETE' })).status, 204)
  }
  assert.equal((await api('rules/a/b')).json().error.what, 'call')
  assert.equal((await api('rules/order', { method: 'POST' })).status, 405)
})

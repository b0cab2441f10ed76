'use strict'
// Which rules an upload gets: ends, effects, counting, changes.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { createRuleBook } = require('../../lib/receiver/rules/index.js')
const { chosen, course, notes, photo, upload } = require('./rules-uploads.js')

test('rules: a function is asked with the upload, when its whole body is there', () => {
  const seen = /** @type {any[]} */ ([])
  const book = createRuleBook([
    {
      id: 'by function',
      match: (/** @type {any} */ given) => {
        seen.push(given)
        return given.files.length > 1
      },
      respond: {},
    },
  ])
  const [one, two] = [upload({ files: [photo] }), upload({ files: [photo, notes] })]
  const { atHead, atBody } = book.begin(one)
  assert.deepEqual([atHead, seen], [undefined, []])
  assert.equal(atBody().rule, undefined)
  assert.equal(chosen(book, two), 'by function')
  assert.deepEqual(seen, [one, two])
})

for (const [what, rule] of /** @type {Array<[string, object]>} */ ([
  ['a fault', { fault: { drop: 5 } }],
  ['an early answer', { early: true, respond: {} }],
  ['a backend', { passthrough: 'http://localhost' }],
])) {
  test(`rules: a function of a rule with ${what} is asked at the head`, () => {
    const book = createRuleBook([{ id: 'a', match: (/** @type {any} */ { path }) => path === '/x', ...rule }])
    assert.equal(book.begin(upload({ path: '/x' })).atHead?.rule?.id, 'a')
    assert.equal(book.begin(upload()).atHead, undefined)
  })
}

test('rules: a function that fails, or gives a promise, says whose it is', () => {
  const failing = createRuleBook([
    {
      name: 'mine',
      match: () => {
        throw new Error('oh')
      },
    },
  ])
  assert.throws(() => course(failing), { message: 'the function `match` of the rule "mine" failed: oh' })
  const late = createRuleBook([{ match: async () => true }])
  assert.throws(() => course(late), {
    message: 'the function `match` of the rule "rule-1" returned a promise: it has to return true or false',
  })
})

test('rules: the end comes from the first that matches and has one', () => {
  const book = createRuleBook([
    { id: 'effects', throttle: 5 },
    { id: 'put', match: { method: 'PUT' }, respond: {} },
    { id: 'field', match: { field: { a: true } }, respond: {} },
    { id: 'any', redirect: { location: '/' } },
    { id: 'never', early: true, respond: {} },
  ])
  assert.equal(chosen(book, upload({ method: 'PUT', fields: { a: '' } })), 'put')
  assert.equal(chosen(book, upload({ fields: { a: '' } })), 'field')
  assert.equal(chosen(book), 'any')
})

test('rules: effects come from all rules that match, each from the first that names it', () => {
  const book = createRuleBook([
    { id: 'exe', match: { filename: '*.exe' }, respond: { status: 415 }, delay: 7 },
    { match: { path: '/slow' }, throttle: 10, delay: 1 },
    { throttle: 20, bodyDelay: 3 },
    { delay: 2, bodyDelay: 4 },
  ])
  const exe = { files: [{ ...photo, filename: 'a.exe' }] }
  assert.deepEqual(course(book, upload({ path: '/slow', ...exe })), {
    id: 'exe',
    throttle: 10,
    delay: 7,
    delayedBy: 'exe',
    bodyDelay: 3,
    bodyDelayedBy: 'rule-2',
  })
  assert.deepEqual(course(book, upload({ path: '/slow' })), {
    id: undefined,
    throttle: 10,
    delay: 1,
    delayedBy: 'rule-1',
    bodyDelay: 3,
    bodyDelayedBy: 'rule-2',
  })
  assert.equal(book.begin(upload({ path: '/slow' })).throttledBy, 'rule-1')
  const { throttle, delay, bodyDelay } = course(book)
  assert.deepEqual([throttle, delay, bodyDelay], [20, 2, 3])
})

test('rules: an effect does not keep a rule in front of it from answering', () => {
  const book = createRuleBook([
    { id: 'exe', match: { filename: '*.exe' }, respond: { status: 415 } },
    { throttle: 1e9 },
  ])
  assert.equal(chosen(book, upload({ files: [{ ...photo, filename: 'a.exe' }] })), 'exe')
})

test('rules: an end that is decided at the head comes before one that needs the body', () => {
  const book = createRuleBook([
    { id: 'field', match: { field: { a: true } }, respond: {} },
    { id: 'path', match: { path: '/path' }, respond: {} },
    { id: 'cut', match: { path: '/cut' }, fault: { drop: 10 }, delay: 5 },
    { id: 'big', early: true, respond: {} },
  ])
  assert.equal(chosen(book, upload({ path: '/cut', fields: { a: '' } })), 'cut')
  assert.equal(chosen(book, upload({ fields: { a: '' } })), 'big')
  // Nor does one before it that is decided by the head as well.
  assert.equal(chosen(book, upload({ path: '/path' })), 'path')
  assert.equal(chosen(book, upload({ path: '/path', fields: { a: '' } })), 'field')
})

test('rules: nth and times count the uploads that match, from 1', () => {
  const paths = ['/a', '/b', '/a', '/a', '/b']
  const ends = (/** @type {object} */ count) => {
    const book = createRuleBook([{ id: 'a', match: { path: '/a' }, ...count, respond: {} }])
    return paths.map((path) => chosen(book, upload({ path })))
  }
  assert.deepEqual(ends({ nth: 2 }), [undefined, undefined, 'a', undefined, undefined])
  assert.deepEqual(ends({ times: 2 }), ['a', undefined, 'a', undefined, undefined])
  assert.deepEqual(ends({ nth: [1, 3] }), ['a', undefined, undefined, 'a', undefined])
})

test('rules: nth counts by what is in the body, too', () => {
  const book = createRuleBook([{ id: 'a', match: { field: { user: 'amy' } }, nth: [1, 3], respond: {} }])
  const users = ['bob', 'amy', 'amy', 'bob', 'amy', 'amy']
  assert.deepEqual(
    users.map((user) => chosen(book, upload({ fields: { user } }))),
    [undefined, 'a', undefined, undefined, 'a', undefined],
  )
})

test('rules: each rule counts for itself, also what an earlier rule ends', () => {
  const book = createRuleBook([
    { id: 'first', times: 1, early: true, respond: {} },
    { id: 'second', nth: 2, fault: { drop: 0 } },
    { id: 'third', nth: 3, respond: {} },
    { id: 'put', match: { method: 'PUT' }, times: 1, respond: {} },
  ])
  assert.deepEqual(
    ['POST', 'POST', 'POST', 'PUT', 'PUT'].map((method) => chosen(book, upload({ method }))),
    ['first', 'second', 'third', 'put', undefined],
  )
})

test('rules: set and clear count anew; add and remove do not', () => {
  const rule = { id: 'a', times: 1, respond: {} }
  const book = createRuleBook([rule])
  assert.equal(chosen(book), 'a')
  book.add({ id: 'b', times: 1, respond: {} })
  assert.equal(chosen(book), 'b')
  assert.equal(book.remove('b'), true)
  assert.equal(chosen(book), undefined)
  book.set([rule])
  assert.equal(chosen(book), 'a')
  assert.equal(chosen(book), undefined)
  book.clear()
  assert.equal(chosen(book), undefined)
  book.add(rule)
  assert.equal(chosen(book), 'a')
})

test('rules: uploads that come at the same time are counted by their heads', () => {
  const book = createRuleBook([{ id: 'first', times: 1, respond: {} }])
  const [one, other] = [book.begin(upload()), book.begin(upload())]
  assert.equal(other.atBody().rule, undefined)
  assert.equal(one.atBody().rule?.id, 'first')
})

test('rules: what changes while a body comes in', () => {
  const book = createRuleBook([
    { id: 'cut', match: { path: '/cut' }, fault: { drop: 5 } },
    { id: 'old', respond: {} },
  ])
  const [cut, plain, late] = [upload({ path: '/cut' }), upload(), upload()].map((one) => book.begin(one))
  book.set([
    { id: 'fault', fault: { drop: 9 } },
    { id: 'new', respond: {} },
  ])
  assert.equal(cut.atHead?.rule?.id, 'cut', 'decided at the head')
  assert.equal(plain.atBody().rule?.id, 'new', 'the rules of now, without those for the head')
  book.clear()
  assert.equal(late.atBody().rule, undefined)
})

test('rules: the list has copies with ids', () => {
  const book = createRuleBook([{ delay: 1 }, { id: 'rule-1', delay: 2 }, { delay: 3 }])
  assert.deepEqual(book.list(), [
    { id: 'rule-2', delay: 1 },
    { id: 'rule-1', delay: 2 },
    { id: 'rule-3', delay: 3 },
  ])
  const added = book.add({ delay: 4 })
  assert.deepEqual(added, { id: 'rule-4', delay: 4 })
  added.delay = 9
  book.list()[0].delay = 9
  assert.deepEqual(
    book.list().map(({ delay }) => delay),
    [1, 2, 3, 4],
  )
  assert.equal(book.remove('rule-1'), true)
  assert.equal(book.remove('rule-1'), false)
  assert.deepEqual(
    book.list().map(({ id }) => id),
    ['rule-2', 'rule-3', 'rule-4'],
  )
  book.set(book.list())
  assert.equal(book.list().length, 3)
  const match = () => true
  assert.equal(book.add({ match }).match, match)
})

test('rules: a rule that is wrong changes nothing', () => {
  const book = createRuleBook([{ id: 'a', delay: 1 }])
  const before = book.list()
  assert.throws(() => book.set([{ id: 'b' }, { delay: -1 }]), { message: /^rules\[1\]\.delay should be/ })
  assert.throws(() => book.add({ delay: -1 }), { message: /^rule\.delay should be/ })
  assert.throws(() => book.add({ id: 'a' }), {
    message: 'rule.id is "a", which another rule has too: each id has to be unique',
  })
  assert.deepEqual(book.list(), before)
  assert.throws(() => createRuleBook([{ delay: -1 }], 'createReceiver'), {
    message: /^createReceiver: rules\[0\]/,
  })
})

'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { createRuleBook } = require('../../lib/receiver/rules/index.js')

/**
 * An upload whose head has come, as the receiver lists it.
 *
 * @returns {any}
 */
function upload(
  { method = 'POST', path = '/upload', headers = {}, fields = {}, files = [] } = /** @type {any} */ ({}),
) {
  return {
    method,
    path,
    headers,
    files,
    fields: Object.entries(fields).flatMap(([name, values]) =>
      [values].flat().map((value) => ({ name, value })),
    ),
  }
}

/** What the rules make of an upload in the end: the id of the rule by which it ends, and the effects. */
function course(/** @type {ReturnType<typeof createRuleBook>} */ book, /** @type {any} */ given = upload()) {
  const { throttle, atHead, atBody } = book.begin(given)
  const { rule, ...effects } = atHead ?? atBody()
  return { id: rule?.id, throttle, ...effects }
}

/** The id of the rule by which an upload ends. */
function chosen(/** @type {ReturnType<typeof createRuleBook>} */ book, /** @type {any} */ given = upload()) {
  return course(book, given).id
}

/** Whether an upload is a rule's. */
function isMatched(/** @type {any} */ match, /** @type {any} */ given) {
  return chosen(createRuleBook([{ id: 'rule', match, respond: {} }]), upload(given)) === 'rule'
}

test('rules: without a match, or with an empty one, every request is matched', () => {
  assert.equal(chosen(createRuleBook([{ id: 'a', respond: {} }])), 'a')
  assert.equal(
    chosen(createRuleBook([{ id: 'a', match: {}, respond: {} }]), upload({ method: 'PUT', path: '/' })),
    'a',
  )
  assert.equal(chosen(createRuleBook([])), undefined)
})

const HEADS = /** @type {Array<[string, object, object[], object[]]>} */ ([
  [
    'a method in any letter case',
    { method: 'put' },
    [{ method: 'PUT' }],
    [{ method: 'POST' }, { method: 'PATCH' }],
  ],
  ['a path', { path: '/upload' }, [{}], [{ path: '/upload/' }, { path: '/Upload' }, { path: '/' }]],
  [
    'a path with *',
    { path: '/*/upload' },
    [{ path: '/a/upload' }, { path: '/.a/upload' }],
    [{ path: '/a/b/upload' }, { path: '/upload' }],
  ],
  [
    'a path with **',
    { path: '/api/**' },
    [{ path: '/api' }, { path: '/api/' }, { path: '/api/a/b' }],
    [{ path: '/apix' }, { path: '/' }, { path: '/x/api/a' }],
  ],
  [
    'one of two paths',
    { path: '/{avatar,photo}' },
    [{ path: '/avatar' }, { path: '/photo' }],
    [{ path: '/file' }],
  ],
  ['all but a path', { path: '!/api/**' }, [{ path: '/x' }], [{ path: '/api/x' }]],
  ['a path in Chinese', { path: '/上传/*' }, [{ path: '/%E4%B8%8A%E4%BC%A0/a' }], [{ path: '/%E4%B8%8A/a' }]],
  ['a path that is not decodable', { path: '/%zz' }, [{ path: '/%zz' }], [{ path: '/' }]],
  [
    'a header that is there',
    { header: { 'X-Token': true } },
    [{ headers: { 'x-token': 'a' } }, { headers: { 'x-token': '' } }],
    [{}],
  ],
  ['a header that is not there', { header: { 'X-Token': false } }, [{}], [{ headers: { 'x-token': 'a' } }]],
  [
    'a header with a value',
    { header: { 'X-Token': 'abc' } },
    [{ headers: { 'x-token': 'abc' } }],
    [{ headers: { 'x-token': 'abcd' } }, {}],
  ],
  [
    'a header with a pattern',
    { header: { authorization: 'Bearer *' } },
    [{ headers: { authorization: 'Bearer a/b' } }],
    [{ headers: { authorization: 'Basic a' } }, {}],
  ],
  [
    'a header with anything else',
    { header: { authorization: '!Bearer good' } },
    [{ headers: { authorization: 'Bearer bad' } }],
    [{ headers: { authorization: 'Bearer good' } }, {}],
  ],
  [
    'one of the values of a repeated header',
    { header: { 'set-cookie': 'b*' } },
    [{ headers: { 'set-cookie': ['a=1', 'b=2'] } }],
    [{ headers: { 'set-cookie': ['a=1'] } }],
  ],
  ['a name that objects have', { header: { constructor: true } }, [{ headers: { constructor: 'x' } }], [{}]],
  [
    'two headers',
    { header: { a: '1', b: '2' } },
    [{ headers: { a: '1', b: '2' } }],
    [{ headers: { a: '1' } }, { headers: { a: '1', b: '3' } }],
  ],
  [
    'method, path and header',
    { method: 'POST', path: '/a', header: { b: true } },
    [{ path: '/a', headers: { b: '' } }],
    [{ path: '/a' }, { headers: { b: '' } }, { method: 'PUT', path: '/a', headers: { b: '' } }],
  ],
])

for (const [what, match, those, others] of HEADS) {
  test(`rules: match by ${what}`, () => {
    for (const one of those) assert.ok(isMatched(match, one), JSON.stringify(one))
    for (const one of others) assert.ok(!isMatched(match, one), JSON.stringify(one))
  })
}

const photo = { field: 'photo', filename: 'me.jpg', contentType: 'image/jpeg' }
const notes = { field: 'notes', filename: '说明.txt', contentType: 'Text/Plain; charset=utf-8' }

const BODIES = /** @type {Array<[string, object, object[], object[]]>} */ ([
  [
    'a field that is there',
    { field: { user: true } },
    [{ fields: { user: '' } }],
    [{}, { fields: { User: '' } }],
  ],
  ['a field that is not there', { field: { user: false } }, [{}], [{ fields: { user: '' } }]],
  [
    'a field with a value',
    { field: { user: 'amy' } },
    [{ fields: { user: 'amy' } }],
    [{ fields: { user: 'bob' } }],
  ],
  [
    'a field with a pattern',
    { field: { note: 'a*z' } },
    [{ fields: { note: 'a/\n/z' } }],
    [{ fields: { note: 'a' } }],
  ],
  ['an empty field', { field: { note: '' } }, [{ fields: { note: '' } }], [{ fields: { note: ' ' } }, {}]],
  [
    'a field with characters of patterns',
    { field: { note: 'what? (a) "b"' } },
    [{ fields: { note: 'what? (a) "b"' } }],
    [{ fields: { note: 'what' } }],
  ],
  [
    'a field with quotes and a pattern',
    { field: { note: '"a"*' } },
    [{ fields: { note: '"a", b' } }],
    [{ fields: { note: 'a, b' } }],
  ],
  [
    'one of the values of a repeated field',
    { field: { tag: 'b' } },
    [{ fields: { tag: ['a', 'b'] } }],
    [{ fields: { tag: ['a'] } }],
  ],
  ['a file name', { filename: 'me.jpg' }, [{ files: [notes, photo] }], [{ files: [notes] }, {}]],
  ['a file name by pattern', { filename: '*.{jpg,png}' }, [{ files: [photo] }], [{ files: [notes] }]],
  [
    'a file name that looks like a path',
    { filename: '*.jpg' },
    [{ files: [{ ...photo, filename: '../../a/.jpg' }] }],
    [],
  ],
  ['a file name in Chinese', { filename: '说*' }, [{ files: [notes] }], [{ files: [photo] }]],
  ['a type', { type: 'IMAGE/*' }, [{ files: [photo] }], [{ files: [notes] }]],
  ['a type without its parameters', { type: 'text/plain' }, [{ files: [notes] }], [{ files: [photo] }]],
  [
    'file name and type of the same file',
    { filename: '*.jpg', type: 'image/*' },
    [{ files: [notes, photo] }],
    [
      {
        files: [
          { ...notes, filename: 'a.jpg' },
          { ...photo, filename: 'a.txt' },
        ],
      },
    ],
  ],
  [
    'field and file',
    { field: { a: '1' }, type: 'image/*' },
    [{ fields: { a: '1' }, files: [photo] }],
    [{ fields: { a: '1' } }, { files: [photo] }],
  ],
])

for (const [what, match, those, others] of BODIES) {
  test(`rules: match by ${what}`, () => {
    for (const one of those) assert.ok(isMatched(match, one), JSON.stringify(one))
    for (const one of others) assert.ok(!isMatched(match, one), JSON.stringify(one))
  })
}

test('rules: head and body have to match both', () => {
  const match = { path: '/a', field: { a: true } }
  assert.ok(isMatched(match, { path: '/a', fields: { a: '' } }))
  assert.ok(!isMatched(match, { path: '/b', fields: { a: '' } }))
  assert.ok(!isMatched(match, { path: '/a' }))
})

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
    message: 'the function `match` of the rule "rule-1" gave a promise: it has to say true or false',
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
    bodyDelay: 3,
  })
  assert.deepEqual(course(book, upload({ path: '/slow' })), {
    id: undefined,
    throttle: 10,
    delay: 1,
    bodyDelay: 3,
  })
  assert.deepEqual(course(book), { id: undefined, throttle: 20, delay: 2, bodyDelay: 3 })
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
  // Nor one in front of it that is as certain at the head.
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
    message: 'rule.id is "a" like that of another rule: each id has to be unique',
  })
  assert.deepEqual(book.list(), before)
  assert.throws(() => createRuleBook([{ delay: -1 }], 'createReceiver'), {
    message: /^createReceiver: rules\[0\]/,
  })
})

'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { createRuleBook } = require('../../lib/receiver/rules/index.js')

/** A request as node has it. */
function request({ method = 'POST', url = '/upload', headers = {}, ...rest } = {}) {
  return { method, url, headers, ...rest }
}

/** An upload's fields and files, as the receiver lists them. */
function upload(
  {
    fields = {},
    files = [],
  } = /** @type {{ fields?: Record<string, string | string[]>, files?: any[] }} */ ({}),
) {
  return {
    fields: Object.entries(fields).flatMap(([name, values]) =>
      [values].flat().map((value) => ({ name, value })),
    ),
    files,
  }
}

/** The id of the rule that a request gets in the end. */
function chosen(
  /** @type {ReturnType<typeof createRuleBook>} */ book,
  /** @type {any} */ head = request(),
  /** @type {any} */ body = upload(),
) {
  const decision = book.matchHead(head)
  if (decision?.early || decision?.drop !== undefined || decision?.reset !== undefined)
    return decision.rule.id
  return book.matchBody(head, body)?.id
}

/** Whether a request with this upload is a rule's. */
function isMatched(/** @type {any} */ match, /** @type {any} */ head, /** @type {any} */ body = upload()) {
  return chosen(createRuleBook([{ id: 'rule', match }]), head, body) === 'rule'
}

test('rules: without a match, or with an empty one, every request is matched', () => {
  assert.equal(chosen(createRuleBook([{ id: 'a' }])), 'a')
  assert.equal(chosen(createRuleBook([{ id: 'a', match: {} }]), request({ method: 'PUT', url: '/' })), 'a')
  assert.equal(chosen(createRuleBook([])), undefined)
})

const HEADS = /** @type {Array<[string, object, object[], object[]]>} */ ([
  [
    'a method in any letter case',
    { method: 'put' },
    [{ method: 'PUT' }],
    [{ method: 'POST' }, { method: 'PATCH' }],
  ],
  [
    'a path',
    { path: '/upload' },
    [{}, { url: '/upload?x=1' }, { url: 'http://host:1/upload?x' }],
    [{ url: '/upload/' }, { url: '/Upload' }, { url: '/' }],
  ],
  [
    'a path with *',
    { path: '/*/upload' },
    [{ url: '/a/upload' }, { url: '/.a/upload' }],
    [{ url: '/a/b/upload' }, { url: '/upload' }],
  ],
  [
    'a path with **',
    { path: '/api/**' },
    [{ url: '/api' }, { url: '/api/' }, { url: '/api/a/b?c' }],
    [{ url: '/apix' }, { url: '/' }, { url: '/x/api/a' }],
  ],
  [
    'one of two paths',
    { path: '/{avatar,photo}' },
    [{ url: '/avatar' }, { url: '/photo' }],
    [{ url: '/file' }],
  ],
  ['all but a path', { path: '!/api/**' }, [{ url: '/x' }], [{ url: '/api/x' }]],
  ['a path in Chinese', { path: '/上传/*' }, [{ url: '/%E4%B8%8A%E4%BC%A0/a' }], [{ url: '/%E4%B8%8A/a' }]],
  ['a path that is not decodable', { path: '/%zz' }, [{ url: '/%zz' }], [{ url: '/' }]],
  [
    'the path before a mount point',
    { path: '/dev/upload' },
    [{ url: '/upload', originalUrl: '/dev/upload' }],
    [{ url: '/dev/upload', originalUrl: '/x' }],
  ],
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
    [{ url: '/a', headers: { b: '' } }],
    [{ url: '/a' }, { headers: { b: '' } }, { method: 'PUT', url: '/a', headers: { b: '' } }],
  ],
])

for (const [what, match, those, others] of HEADS) {
  test(`rules: match by ${what}`, () => {
    for (const one of those) assert.ok(isMatched(match, request(one)), JSON.stringify(one))
    for (const one of others) assert.ok(!isMatched(match, request(one)), JSON.stringify(one))
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
    for (const one of those) assert.ok(isMatched(match, request(), upload(one)), JSON.stringify(one))
    for (const one of others) assert.ok(!isMatched(match, request(), upload(one)), JSON.stringify(one))
  })
}

test('rules: head and body have to match both', () => {
  const match = { path: '/a', field: { a: true } }
  assert.ok(isMatched(match, request({ url: '/a' }), upload({ fields: { a: '' } })))
  assert.ok(!isMatched(match, request({ url: '/b' }), upload({ fields: { a: '' } })))
  assert.ok(!isMatched(match, request({ url: '/a' }), upload()))
})

test('rules: the first that matches is the request’s', () => {
  const book = createRuleBook([
    { id: 'put', match: { method: 'PUT' } },
    { id: 'field', match: { field: { a: true } } },
    { id: 'any' },
    { id: 'never', answer: { early: true } },
  ])
  assert.equal(chosen(book, request({ method: 'PUT' }), upload({ fields: { a: '' } })), 'put')
  assert.equal(chosen(book, request(), upload({ fields: { a: '' } })), 'field')
  assert.equal(chosen(book), 'any')
})

test('rules: what is decided at the head goes before what needs the body', () => {
  const book = createRuleBook([
    { id: 'field', match: { field: { a: true } } },
    { id: 'slow', match: { path: '/slow' }, rate: 10 },
    { id: 'big', answer: { early: true } },
  ])
  assert.equal(chosen(book, request({ url: '/slow' }), upload({ fields: { a: '' } })), 'slow')
  assert.equal(chosen(book, request(), upload({ fields: { a: '' } })), 'big')
})

test('rules: what is to be done at the head', () => {
  const decisions = (/** @type {object} */ rule) => {
    const { rule: decided, ...rest } = createRuleBook([{ id: 'a', ...rule }]).matchHead(request()) ?? {}
    assert.ok(!decided || decided.id === 'a')
    return rest
  }
  const nothing = { rate: undefined, drop: undefined, reset: undefined }
  assert.deepEqual(decisions({ answer: { status: 500 } }), {})
  assert.deepEqual(decisions({ delay: 5, before: 'body' }), {})
  assert.deepEqual(decisions({ answer: { early: true } }), { ...nothing, early: true })
  assert.deepEqual(decisions({ before: 'head' }), { ...nothing, early: true })
  assert.deepEqual(decisions({ before: 'head', redirect: { location: '/' } }), { ...nothing, early: true })
  assert.deepEqual(decisions({ rate: 5 }), { ...nothing, early: false, rate: 5 })
  assert.deepEqual(decisions({ rate: 5, before: 'head' }), { ...nothing, early: false, rate: 5 })
  assert.deepEqual(decisions({ drop: 0, rate: 7 }), { ...nothing, early: false, drop: 0, rate: 7 })
  assert.deepEqual(decisions({ reset: 9 }), { ...nothing, early: false, reset: 9 })
})

test('rules: the rule that slows a body down also answers it', () => {
  const book = createRuleBook([
    { id: 'slow', rate: 5, answer: { status: 201 } },
    { id: 'other', match: { field: { a: true } } },
  ])
  assert.equal(chosen(book, request(), upload({ fields: { a: '' } })), 'slow')
})

test('rules: nth counts the requests that match the rest, from 1', () => {
  const book = createRuleBook([{ id: 'a', match: { path: '/a', nth: 2 } }])
  const paths = ['/a', '/b', '/a', '/a', '/b']
  assert.deepEqual(
    paths.map((url) => chosen(book, request({ url }))),
    [undefined, undefined, 'a', undefined, undefined],
  )
})

test('rules: nth counts by what is in the body, too', () => {
  const book = createRuleBook([{ id: 'a', match: { field: { user: 'amy' }, nth: [1, 3] } }])
  const users = ['bob', 'amy', 'amy', 'bob', 'amy', 'amy']
  assert.deepEqual(
    users.map((user) => chosen(book, request(), upload({ fields: { user } }))),
    [undefined, 'a', undefined, undefined, 'a', undefined],
  )
})

test('rules: each rule counts for itself, also what an earlier rule takes', () => {
  const book = createRuleBook([
    { id: 'first', match: { nth: 1 }, answer: { early: true } },
    { id: 'second', match: { nth: 2 }, drop: 0 },
    { id: 'third', match: { nth: 3 } },
    { id: 'put', match: { method: 'PUT', nth: 1 } },
  ])
  assert.deepEqual(
    ['POST', 'POST', 'POST', 'PUT', 'PUT'].map((method) => chosen(book, request({ method }))),
    ['first', 'second', 'third', 'put', undefined],
  )
})

test('rules: set and clear let nth count anew; add and remove do not', () => {
  const rule = { id: 'a', match: { nth: 1 } }
  const book = createRuleBook([rule])
  assert.equal(chosen(book), 'a')
  book.add({ id: 'b', match: { nth: 1 } })
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
  const book = createRuleBook([{ id: 'first', match: { nth: 1 } }])
  const [one, other] = [request(), request()]
  book.matchHead(one)
  book.matchHead(other)
  assert.equal(book.matchBody(other, upload()), undefined)
  assert.equal(book.matchBody(one, upload())?.id, 'first')
})

test('rules: what changes while a body comes in', () => {
  const book = createRuleBook([{ id: 'slow', match: { path: '/slow' }, rate: 5 }, { id: 'old' }])
  const [slow, plain, late] = [request({ url: '/slow' }), request(), request()]
  book.matchHead(slow)
  book.matchHead(plain)
  book.matchHead(late)
  book.set([{ id: 'rate', rate: 9 }, { id: 'new' }])
  assert.equal(book.matchBody(slow, upload())?.id, 'slow', 'decided at the head')
  assert.equal(book.matchBody(plain, upload())?.id, 'new', 'the rules of now, without those for the head')
  book.clear()
  assert.equal(book.matchBody(late, upload()), undefined)
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

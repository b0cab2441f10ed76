'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { createRuleBook } = require('../../lib/receiver/rules/index.js')
const { chosen, notes, photo, upload } = require('./rules-uploads.js')

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

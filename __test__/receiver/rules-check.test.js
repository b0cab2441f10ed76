'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')
const vm = require('node:vm')
const { checkRules } = require('../../lib/receiver/rules/index.js')

/** The message for one rule that is wrong. @returns {string} */
function messageOf(/** @type {unknown} */ rule) {
  try {
    checkRules([rule])
  } catch (error) {
    assert.ok(error instanceof TypeError, String(error))
    return error.message
  }
  throw new assert.AssertionError({ message: `no error for ${JSON.stringify(rule)}` })
}

test('rules: everything that a rule can have is taken, as a copy', () => {
  const rules = [
    {
      id: 'all',
      name: 'Everything',
      match: {
        method: 'post',
        path: '/api/**',
        header: { 'X-Token': 'a*', 'X-There': true, 'X-Absent': false },
        field: { user: '', album: true, gone: false },
        filename: '*.{jpg,png}',
        type: 'image/*',
        nth: [1, 3],
      },
      before: 'body',
      delay: 0,
      bodyDelay: 2147483647,
      answer: {
        status: 599,
        headers: { 'Retry-After': 5, 'Set-Cookie': ['a=1', 'b=2'], 'X-Name': '{{ fields.user }}' },
        body: { a: [1, null, true, '{{ id }}'] },
        gzip: true,
        early: false,
      },
    },
    { before: 'head', rate: 1, answer: { status: 200, body: '' } },
    { drop: 0, rate: 100 },
    { reset: 10, match: { path: '/x', nth: 2 } },
    { redirect: { status: 303, location: '/other' } },
    {},
  ]
  const given = structuredClone(rules)
  const checked = checkRules(given)
  const expected = structuredClone(rules)
  Object.assign(expected[0].match ?? {}, {
    method: 'POST',
    header: { 'x-token': 'a*', 'x-there': true, 'x-absent': false },
  })
  assert.deepEqual(checked, expected)
  assert.deepEqual(given, rules)
  given[0].id = 'changed'
  assert.equal(checked[0].id, 'all')
})

test('rules: members that are undefined count as left out', () => {
  assert.deepEqual(
    checkRules([{ delay: undefined, match: { nth: undefined }, answer: { body: undefined } }]),
    [{ match: {}, answer: {} }],
  )
})

test('rules: plain objects of another realm are taken', () => {
  const foreign = vm.runInNewContext('[{ match: { nth: [1] }, answer: { body: { a: [] } } }]')
  assert.equal(JSON.stringify(checkRules(foreign)), '[{"match":{"nth":[1]},"answer":{"body":{"a":[]}}}]')
})

test('rules: what is no array is an error that shows how it should be', () => {
  for (const [value, shown] of [
    [{ delay: 1 }, 'an object'],
    [null, 'null'],
    [undefined, 'undefined'],
    ['[]', '"\\[\\]"'],
  ]) {
    const pattern = new RegExp(`^rules should be an array of rules, like \\[.*\\], instead of ${shown}$`)
    assert.throws(() => checkRules(value), { name: 'RuleError', message: pattern })
  }
})

test('rules: the source begins the message', () => {
  assert.throws(() => checkRules([{ rate: 0 }], 'createReceiver'), {
    message: /^createReceiver: rules\[0\]\.rate should be a whole number of bytes per second/,
  })
})

test('rules: two rules with one id are an error that names both', () => {
  assert.throws(() => checkRules([{ id: 'a' }, {}, {}, { id: 'a' }]), {
    message: 'rules[3].id is "a" like that of rules[0]: each id has to be unique',
    path: 'rules[3].id',
  })
})

const UNKNOWN = /** @type {Array<[object, string]>} */ ([
  [{ mtach: {} }, 'rules[0].mtach is unknown (did you mean "match"?)'],
  [{ Delay: 1 }, 'rules[0].Delay is unknown (did you mean "delay"?)'],
  [{ bodydelay: 1 }, 'rules[0].bodydelay is unknown (did you mean "bodyDelay"?)'],
  [{ status: 413 }, 'rules[0].status is unknown (it belongs into "answer")'],
  [{ path: '/x' }, 'rules[0].path is unknown (it belongs into "match")'],
  [{ location: '/x' }, 'rules[0].location is unknown (it belongs into "redirect")'],
  [{ constructor: 1 }, 'rules[0].constructor is unknown; the members of a rule are id, name, match,'],
  [
    { answer: { delay: 1 } },
    'rules[0].answer.delay is unknown (it belongs to the rule itself, beside "answer")',
  ],
  [{ answer: { stauts: 1 } }, 'rules[0].answer.stauts is unknown (did you mean "status"?)'],
  [{ match: { headers: {} } }, 'rules[0].match.headers is unknown (did you mean "header"?)'],
  [{ match: { fileName: 'x' } }, 'rules[0].match.fileName is unknown (did you mean "filename"?)'],
  [
    { redirect: { url: '/x' } },
    'rules[0].redirect.url is unknown; the members of redirect are status, location',
  ],
])

for (const [rule, message] of UNKNOWN) {
  test(`rules: an unknown member says what is right: ${message}`, () => {
    assert.ok(messageOf(rule).startsWith(message), messageOf(rule))
  })
}

const WRONG = /** @type {Array<[unknown, RegExp]>} */ ([
  [1, /^rules\[0\] should be an object instead of 1$/],
  [null, /^rules\[0\] should be an object instead of null$/],
  [new Date(), /^rules\[0\] should be an object instead of an object$|is unknown/],
  [{ id: '' }, /\.id should be a text that is not empty instead of ""$/],
  [{ id: 5 }, /\.id should be a text that is not empty instead of 5$/],
  [{ name: [] }, /\.name should be a text that is not empty instead of an array$/],
  [{ before: 'haed' }, /\.before should be "head" or "body" instead of "haed" \(did you mean "head"\?\)$/],
  [{ delay: -1 }, /\.delay should be a whole number of milliseconds, 0 to 2147483647, instead of -1$/],
  [{ delay: '100' }, /\.delay .* instead of "100" \(write it without quotes: 100\)$/],
  [{ delay: 1.5 }, /\.delay .* instead of 1\.5$/],
  [{ delay: Number.NaN }, /\.delay .* instead of NaN$/],
  [{ delay: 2147483648 }, /\.delay .* instead of 2147483648$/],
  [{ bodyDelay: -5 }, /\.bodyDelay .* instead of -5$/],
  [{ rate: 0 }, /\.rate should be a whole number of bytes per second, 1 or more, instead of 0$/],
  [{ rate: Number.POSITIVE_INFINITY }, /\.rate .* instead of Infinity$/],
  [{ drop: -1 }, /\.drop should be a whole number of bytes, 0 or more, instead of -1$/],
  [{ reset: true }, /\.reset .* instead of true$/],
  [{ match: [] }, /\.match should be an object instead of an array$/],
  [
    { match: { method: 'PSOT' } },
    /\.match\.method should be "POST", "PUT" or "PATCH" instead of "PSOT" \(did you mean "POST"\?\)$/,
  ],
  [{ match: { method: 'GET' } }, /\.match\.method should be "POST", "PUT" or "PATCH" instead of "GET"$/],
  [
    { match: { type: 'text/plain; charset=utf-8' } },
    /\.match\.type is .* without parameters: leave ";" and the rest out$/,
  ],
  [{ answer: { headers: { Trailer: 'x' } } }, /\.answer\.headers\.Trailer cannot be chosen/],
  [{ before: 'head', answer: { early: false } }, /\.answer\.early is false, but `before: "head"` answers/],
  [{ match: { method: true } }, /\.match\.method should be a text that is not empty instead of true$/],
  [{ match: { path: 'api/**' } }, /\.match\.path would never match: .* Write "\/api\/\*\*"$/],
  [{ match: { path: '/up?x=1' } }, /\.match\.path is a pattern for the path alone.*leave it out$/],
  [
    { match: { path: '/a{b' } },
    /\.match\.path is the pattern "\/a\{b", which cannot be read: a closing "}" is missing/,
  ],
  [
    { match: { filename: '[z-a]' } },
    /\.match\.filename is the pattern .*the range in \[z-a\] is out of order$/,
  ],
  [{ match: { filename: '' } }, /\.match\.filename should be a text that is not empty/],
  [{ match: { type: '{a' } }, /\.match\.type is the pattern .* cannot be read/],
  [{ match: { header: 'x' } }, /\.match\.header should be an object like/],
  [{ match: { header: { 'a b': true } } }, /\.match\.header\["a b"\] is no name that a header can have$/],
  [
    { match: { header: { 'x-n': 5 } } },
    /\.match\.header\["x-n"\] should be .* instead of 5 \(write it as a text: "5"\)$/,
  ],
  [{ match: { field: { n: null } } }, /\.match\.field\.n should be a text.* instead of null$/],
  [{ match: { field: { n: '[' } } }, /\.match\.field\.n is the pattern .* cannot be read/],
  [{ match: { nth: 0 } }, /\.match\.nth should be a whole number, 1 or more, instead of 0$/],
  [
    { match: { nth: '1' } },
    /\.match\.nth should be a whole number from 1, or an array of them, instead of "1"$/,
  ],
  [{ match: { nth: [] } }, /\.match\.nth is empty, so the rule would never match: leave it out$/],
  [{ match: { nth: [1, 0] } }, /\.match\.nth\[1\] should be a whole number, 1 or more, instead of 0$/],
  [{ answer: 413 }, /\.answer should be an object instead of 413$/],
  [{ answer: { status: 600 } }, /\.answer\.status should be an HTTP status, 200 to 599, instead of 600$/],
  [{ answer: { status: 100 } }, /\.answer\.status .* instead of 100$/],
  [{ answer: { status: '413' } }, /\.answer\.status .*\(write it without quotes: 413\)$/],
  [{ answer: { headers: [] } }, /\.answer\.headers should be an object like/],
  [{ answer: { headers: { 'a b': '' } } }, /\.answer\.headers\["a b"\] is no name that a header can have$/],
  [{ answer: { headers: { a: 'x\r\nSet-Cookie: y' } } }, /\.answer\.headers\.a .*cannot have line breaks/],
  [{ answer: { headers: { a: ['x', 'y\n'] } } }, /\.answer\.headers\.a\[1\] .*cannot have line breaks/],
  [{ answer: { headers: { a: null } } }, /\.answer\.headers\.a should be a text instead of null$/],
  [
    { answer: { headers: { 'Content-Length': 5 } } },
    /\["Content-Length"\] cannot be chosen: .*Leave it out$/,
  ],
  [{ answer: { headers: { 'transfer-encoding': 'chunked' } } }, /cannot be chosen/],
  [{ answer: { headers: { 'X-A': '1', 'x-a': '2' } } }, /\["x-a"\] is there twice; give one header an array/],
  [
    { answer: { body: { at: new Date() } } },
    /\.answer\.body\.at should be a text or a value that JSON can hold/,
  ],
  [{ answer: { body: [Number.NaN] } }, /\.answer\.body\[0\] should be .* instead of NaN$/],
  [{ answer: { body: 5n } }, /\.answer\.body should be .* instead of a bigint$/],
  [{ answer: { body: () => 'x' } }, /\.answer\.body should be .* instead of a function$/],
  [
    { answer: { status: 204, body: 'x' } },
    /\.answer\.body cannot be sent with status 204, which has no body$/,
  ],
  [{ answer: { gzip: 'yes' } }, /\.answer\.gzip should be true or false instead of "yes"$/],
  [
    { answer: { gzip: true, headers: { 'content-encoding': 'br' } } },
    /\["content-encoding"\] is set by `gzip: true`: leave one of them out$/,
  ],
  [{ redirect: '/x' }, /\.redirect should be an object like \{ "location": "\/x" \} instead of "\/x"$/],
  [{ redirect: {} }, /\.redirect has no "location": say where the client is sent to$/],
  [{ redirect: { location: '' } }, /\.redirect\.location should be a text that is not empty/],
  [{ redirect: { location: '/x\n' } }, /\.redirect\.location .*cannot have line breaks/],
  [
    { redirect: { location: '/x', status: 200 } },
    /\.redirect\.status should be 301, 302, 303, 307 or 308 instead of 200$/,
  ],
])

for (const [rule, message] of WRONG) {
  test(`rules: a wrong value says where it is and what is right: ${message}`, () => {
    assert.match(messageOf(rule), message)
  })
}

const TOGETHER = /** @type {Array<[string, object, RegExp]>} */ ([
  ['drop and reset', { drop: 1, reset: 1 }, /^rules\[0\]\.reset cannot be had together with `drop`/],
  ['drop and an answer', { drop: 1, answer: {} }, /^rules\[0\]\.answer has no effect, for `drop` closes/],
  ['reset and a delay', { reset: 1, delay: 0 }, /^rules\[0\]\.delay has no effect, for `reset` closes/],
  ['drop and a redirect', { drop: 1, redirect: { location: '/' } }, /^rules\[0\]\.redirect has no effect/],
  [
    'answer and redirect',
    { answer: {}, redirect: { location: '/' } },
    /^rules\[0\]\.redirect is an answer by itself/,
  ],
  [
    'early and rate',
    { rate: 1, answer: { early: true } },
    /^rules\[0\]\.rate has no effect with `answer\.early`/,
  ],
  [
    'early and before: body',
    { before: 'body', answer: { early: true } },
    /^rules\[0\]\.before should be "head"/,
  ],
  [
    'rate and before: body',
    { before: 'body', rate: 1 },
    /^rules\[0\]\.before should be "head".*because of `rate`$/,
  ],
  [
    'early and a field',
    { answer: { early: true }, match: { field: { a: true } } },
    /^rules\[0\]\.match\.field is known only when the body has been read, but `answer\.early` is decided before: match by method, path or header$/,
  ],
  ['rate and a type', { rate: 9, match: { type: 'image/*' } }, /^rules\[0\]\.match\.type is known .*`rate`/],
  [
    'drop and a file name',
    { drop: 9, match: { filename: '*' } },
    /^rules\[0\]\.match\.filename is known .*`drop`/,
  ],
  ['reset and a field', { reset: 9, match: { field: {} } }, /^rules\[0\]\.match\.field is known .*`reset`/],
  [
    'before: head and a type',
    { before: 'head', match: { type: '*' } },
    /^rules\[0\]\.match\.type is known .*`before: "head"`/,
  ],
  [
    'early and a template of a field',
    { answer: { early: true, body: ['{{ fields.a }}'] } },
    /^rules\[0\]\.answer\.body\[0\] has the template \{\{ fields\.a \}\}, which needs the body, but `answer\.early` answers without reading it$/,
  ],
  [
    'before: head and a template of a file',
    { before: 'head', redirect: { location: '/{{ files.0.sha256 }}' } },
    /^rules\[0\]\.redirect\.location has the template .*`before: "head"`/,
  ],
  [
    'early and a template in a header',
    { answer: { early: true, headers: { 'X-A': '{{files.0.size}}' } } },
    /^rules\[0\]\.answer\.headers\["X-A"\] has the template/,
  ],
])

for (const [what, rule, message] of TOGETHER) {
  test(`rules: ${what} together are an error`, () => {
    assert.match(messageOf(rule), message)
  })
}

test('rules: a rate leaves templates of the body to the answer after it', () => {
  const rule = { rate: 100, answer: { body: '{{ fields.a }}' } }
  assert.deepEqual(checkRules([rule]), [rule])
})

const TEMPLATES = /** @type {Array<[string, RegExp]>} */ ([
  [
    '{{ nothing }}',
    /has the unknown template \{\{ nothing \}\}; the templates are method, path, id, now, query\.NAME/,
  ],
  ['{{ field.a }}', /unknown template \{\{ field\.a \}\} \(did you mean "fields"\?\)/],
  ['{{ fields }}', /unknown template \{\{ fields \}\} \(write the name after the dot: "fields\.NAME"\)/],
  ['{{ header. }}', /unknown template .*"header\.NAME"/],
  ['{{ }}', /unknown template/],
  ['{{ constructor }}', /unknown template \{\{ constructor \}\}/],
  ['{{ method.x }}', /unknown template/],
  ['{{ files.sha256 }}', /write it like \{\{ files\.0\.sha256 \}\}, counted from 0/],
  ['{{ files.0 }}', /write it like/],
  ['{{ files.-1.size }}', /write it like/],
  ['{{ files.0.sha }}', /a file has no "sha"; it has field, filename, contentType, size, sha256/],
  ['{{ files.0.fileName }}', /a file has no "fileName" \(did you mean "filename"\?\)/],
  ['{{ files.0.file }}', /a file has no "file"/],
  ['{{ id', /has a "\{\{" without its "\}\}"/],
])

for (const [template, message] of TEMPLATES) {
  test(`rules: a template that is unknown is an error wherever it stands: ${template}`, () => {
    assert.match(messageOf({ answer: { body: template } }), message)
    assert.match(messageOf({ answer: { body: { deep: [template] } } }), message)
    assert.match(messageOf({ answer: { headers: { 'X-A': template } } }), message)
    assert.match(messageOf({ redirect: { location: template } }), message)
  })
}

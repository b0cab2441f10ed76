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
  const match = (/** @type {any} */ { path }) => path === '/x'
  const respond = async () => ({ status: 201 })
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
      },
      nth: [1, 3],
      delay: 0,
      bodyDelay: 2147483647,
      respond: {
        status: 599,
        headers: { 'Retry-After': 5, 'Set-Cookie': ['a=1', 'b=2'], 'X-Name': '{{ fields.user }}' },
        body: { a: [1, null, true, '{{ id }}'] },
        gzip: true,
      },
      early: false,
    },
    { early: true, respond: { status: 200, body: '' } },
    { throttle: 1, times: 1, respond: {} },
    { fault: { drop: 0 }, throttle: 100, delay: 5 },
    { fault: { reset: 10 }, match: { path: '/x' }, nth: 2 },
    { redirect: { status: 303, location: '/other' }, early: true },
    { passthrough: 'https://api.example.com', throttle: 5, bodyDelay: 1 },
    { match, respond },
    {},
  ]
  const checked = checkRules(rules)
  const expected = /** @type {any[]} */ ([...rules])
  expected[0] = {
    ...rules[0],
    match: {
      ...rules[0].match,
      method: 'POST',
      header: { 'x-token': 'a*', 'x-there': true, 'x-absent': false },
    },
  }
  assert.deepEqual(checked, expected)
  assert.equal(/** @type {any} */ (rules[0]).match.method, 'post')
  rules[0].id = 'changed'
  assert.equal(checked[0].id, 'all')
})

test('rules: members that are undefined count as left out', () => {
  assert.deepEqual(
    checkRules([{ delay: undefined, match: { path: undefined }, respond: { body: undefined } }]),
    [{ match: {}, respond: {} }],
  )
})

test('rules: plain objects of another realm are taken', () => {
  const foreign = vm.runInNewContext('[{ nth: [1], respond: { body: { a: [] } } }]')
  assert.equal(JSON.stringify(checkRules(foreign)), '[{"nth":[1],"respond":{"body":{"a":[]}}}]')
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
  assert.throws(() => checkRules([{ throttle: 0 }], 'createReceiver'), {
    message: /^createReceiver: rules\[0\]\.throttle should be a whole number of bytes per second/,
  })
})

test('rules: two rules with one id are an error that names both', () => {
  assert.throws(() => checkRules([{ id: 'a' }, {}, {}, { id: 'a' }]), {
    message: 'rules[3].id is "a", which rules[0] has too: each id has to be unique',
    path: 'rules[3].id',
  })
})

const UNKNOWN = /** @type {Array<[object, string]>} */ ([
  [{ mtach: {} }, 'rules[0].mtach is unknown (did you mean "match"?)'],
  [{ Delay: 1 }, 'rules[0].Delay is unknown (did you mean "delay"?)'],
  [{ bodydelay: 1 }, 'rules[0].bodydelay is unknown (did you mean "bodyDelay"?)'],
  [{ answer: {} }, 'rules[0].answer is unknown (it is called "respond")'],
  [{ rate: 1 }, 'rules[0].rate is unknown (it is called "throttle")'],
  [{ drop: 1 }, 'rules[0].drop is unknown (write "fault": { "drop": … })'],
  [{ reset: 1 }, 'rules[0].reset is unknown (write "fault": { "reset": … })'],
  [
    { before: 'head' },
    'rules[0].before is unknown (write "early": true for an answer before the body is read)',
  ],
  [{ once: true }, 'rules[0].once is unknown (write "times": 1)'],
  [{ proxy: 'x' }, 'rules[0].proxy is unknown (it is called "passthrough")'],
  [{ status: 413 }, 'rules[0].status is unknown (it belongs in "respond")'],
  [{ path: '/x' }, 'rules[0].path is unknown (it belongs in "match")'],
  [{ location: '/x' }, 'rules[0].location is unknown (it belongs in "redirect")'],
  [{ constructor: 1 }, 'rules[0].constructor is unknown; the members of a rule are id, name, enabled,'],
  [
    { respond: { delay: 1 } },
    'rules[0].respond.delay is unknown (it belongs to the rule itself, beside `respond`)',
  ],
  [{ respond: { stauts: 1 } }, 'rules[0].respond.stauts is unknown (did you mean "status"?)'],
  [{ respond: { statusCode: 1 } }, 'rules[0].respond.statusCode is unknown (did you mean "status"?)'],
  [{ match: { headers: {} } }, 'rules[0].match.headers is unknown (did you mean "header"?)'],
  [{ match: { fileName: 'x' } }, 'rules[0].match.fileName is unknown (did you mean "filename"?)'],
  [{ match: { nth: 1 } }, 'rules[0].match.nth is unknown (it belongs to the rule itself, beside `match`)'],
  [{ match: { function: 'f' } }, 'rules[0].match.function is unknown (a function can be given only in code'],
  [
    { redirect: { location: '/x', url: '/x' } },
    'rules[0].redirect.url is unknown (did you mean "location"?)',
  ],
  [{ fault: { drpo: 1 } }, 'rules[0].fault.drpo is unknown (did you mean "drop"?)'],
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
  [{ delay: -1 }, /\.delay should be a whole number of milliseconds, 0 to 2147483647, instead of -1$/],
  [{ delay: '100' }, /\.delay .* instead of "100" \(write it without quotes: 100\)$/],
  [{ delay: 1.5 }, /\.delay .* instead of 1\.5$/],
  [{ delay: Number.NaN }, /\.delay .* instead of NaN$/],
  [{ delay: 2147483648 }, /\.delay .* instead of 2147483648$/],
  [{ bodyDelay: -5 }, /\.bodyDelay .* instead of -5$/],
  [{ throttle: 0 }, /\.throttle should be a whole number of bytes per second, 1 or more, instead of 0$/],
  [{ throttle: Number.POSITIVE_INFINITY }, /\.throttle .* instead of Infinity$/],
  [{ fault: { drop: -1 } }, /\.fault\.drop should be a whole number of bytes, 0 or more, instead of -1$/],
  [{ fault: { reset: true } }, /\.fault\.reset .* instead of true$/],
  [{ fault: {} }, /\.fault is empty: write \{ "drop": 0 \} to close the connection, or \{ "reset": 0 \}/],
  [{ fault: { drop: 1, reset: 1 } }, /\.fault\.reset cannot be combined with `drop`/],
  [{ times: 0 }, /\.times should be a whole number, 1 or more, instead of 0$/],
  [{ early: 1 }, /\.early should be true or false instead of 1$/],
  [
    { passthrough: true },
    /\.passthrough should be a URL, like "https:\/\/api\.example\.com", instead of true$/,
  ],
  [{ passthrough: 'ftp://x' }, /\.passthrough should be an http: or https: URL, .* instead of "ftp:\/\/x"$/],
  [{ passthrough: '/x' }, /\.passthrough should be an http: or https: URL/],
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
  [{ respond: { headers: { Trailer: 'x' } } }, /\.respond\.headers\.Trailer cannot be chosen/],
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
  [{ match: { header: { 'a b': true } } }, /\.match\.header\["a b"\] is not a name that a header can have$/],
  [
    { match: { header: { 'x-n': 5 } } },
    /\.match\.header\["x-n"\] should be .* instead of 5 \(write it as a text: "5"\)$/,
  ],
  [{ match: { field: { n: null } } }, /\.match\.field\.n should be a text.* instead of null$/],
  [{ match: { field: { n: '[' } } }, /\.match\.field\.n is the pattern .* cannot be read/],
  [{ nth: 0 }, /\.nth should be a whole number, 1 or more, instead of 0$/],
  [{ nth: '1' }, /\.nth should be a whole number from 1, or an array of them, instead of "1"$/],
  [{ nth: [] }, /\.nth is empty, so the rule would never match: leave it out$/],
  [{ nth: [1, 0] }, /\.nth\[1\] should be a whole number, 1 or more, instead of 0$/],
  [{ respond: 413 }, /\.respond should be an object instead of 413$/],
  [{ respond: { status: 600 } }, /\.respond\.status should be an HTTP status, 200 to 599, instead of 600$/],
  [{ respond: { status: 100 } }, /\.respond\.status .* instead of 100$/],
  [{ respond: { status: '413' } }, /\.respond\.status .*\(write it without quotes: 413\)$/],
  [{ respond: { headers: [] } }, /\.respond\.headers should be an object like/],
  [
    { respond: { headers: { 'a b': '' } } },
    /\.respond\.headers\["a b"\] is not a name that a header can have$/,
  ],
  [{ respond: { headers: { a: 'x\r\nSet-Cookie: y' } } }, /\.respond\.headers\.a .*cannot have line breaks/],
  [{ respond: { headers: { a: ['x', 'y\n'] } } }, /\.respond\.headers\.a\[1\] .*cannot have line breaks/],
  [{ respond: { headers: { a: null } } }, /\.respond\.headers\.a should be a text instead of null$/],
  [
    { respond: { headers: { 'Content-Length': 5 } } },
    /\["Content-Length"\] cannot be chosen: .*Leave it out$/,
  ],
  [{ respond: { headers: { 'transfer-encoding': 'chunked' } } }, /cannot be chosen/],
  [
    { respond: { headers: { 'X-A': '1', 'x-a': '2' } } },
    /\["x-a"\] is given twice; give one header an array/,
  ],
  [
    { respond: { body: { at: new Date() } } },
    /\.respond\.body\.at should be a text or a value that JSON can hold/,
  ],
  [{ respond: { body: [Number.NaN] } }, /\.respond\.body\[0\] should be .* instead of NaN$/],
  [{ respond: { body: 5n } }, /\.respond\.body should be .* instead of a bigint$/],
  [{ respond: { body: () => 'x' } }, /\.respond\.body should be .* instead of a function$/],
  [
    { respond: { status: 204, body: 'x' } },
    /\.respond\.body cannot be sent with status 204, which has no body$/,
  ],
  [{ respond: { gzip: 'yes' } }, /\.respond\.gzip should be true or false instead of "yes"$/],
  [
    { respond: { gzip: true, headers: { 'content-encoding': 'br' } } },
    /\["content-encoding"\] is set by `gzip: true`: leave one of them out$/,
  ],
  [
    { redirect: '/x' },
    /\.redirect should be an object like \{ "location": "\/elsewhere" \} instead of "\/x"$/,
  ],
  [{ redirect: {} }, /\.redirect\.location is missing$/],
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
  [
    'a fault and an answer',
    { fault: { drop: 1 }, respond: {} },
    /^rules\[0\]\.fault is a second end, beside `respond`, and an upload has only one: leave one of them out$/,
  ],
  [
    'an answer and a redirect',
    { respond: {}, redirect: { location: '/' } },
    /^rules\[0\]\.redirect is a second end, beside `respond`/,
  ],
  [
    'a function and a backend',
    { respond: () => ({}), passthrough: 'http://localhost' },
    /^rules\[0\]\.passthrough is a second end, beside `respond`/,
  ],
  ['times and nth', { times: 1, nth: 1 }, /^rules\[0\]\.nth cannot be combined with `times`/],
  ['a fault and a bodyDelay', { fault: { reset: 1 }, bodyDelay: 0 }, /^rules\[0\]\.bodyDelay has no effect/],
  [
    'early and throttle',
    { throttle: 1, early: true, respond: {} },
    /^rules\[0\]\.throttle has no effect with `early`/,
  ],
  [
    'early and nothing',
    { early: true, delay: 1 },
    /^rules\[0\]\.early works only with `respond` or `redirect`: leave it out$/,
  ],
  [
    'early and a fault',
    { early: true, fault: { drop: 1 } },
    /^rules\[0\]\.early works only with `respond` or `redirect`/,
  ],
  [
    'early and a field',
    { early: true, respond: {}, match: { field: { a: true } } },
    /^rules\[0\]\.match\.field is known only when the body has been read, but `early` is decided before: match by method, path or header$/,
  ],
  [
    'throttle and a type',
    { throttle: 9, match: { type: 'image/*' } },
    /^rules\[0\]\.match\.type .*`throttle`/,
  ],
  [
    'a fault and a file name',
    { fault: { drop: 9 }, match: { filename: '*' } },
    /^rules\[0\]\.match\.filename is known .*`fault`/,
  ],
  [
    'a backend and a field',
    { passthrough: 'http://localhost', match: { field: {} } },
    /^rules\[0\]\.match\.field is known .*`passthrough`/,
  ],
  [
    'early and a template of a field',
    { early: true, respond: { body: ['{{ fields.a }}'] } },
    /^rules\[0\]\.respond\.body\[0\] has the template \{\{ fields\.a \}\}, which needs the body, but `early` answers without reading it$/,
  ],
  [
    'early and a template of a file',
    { early: true, redirect: { location: '/{{ files.0.sha256 }}' } },
    /^rules\[0\]\.redirect\.location has the template .*`early`/,
  ],
  [
    'early and a template in a header',
    { early: true, respond: { headers: { 'X-A': '{{files.0.size}}' } } },
    /^rules\[0\]\.respond\.headers\["X-A"\] has the template/,
  ],
])

for (const [what, rule, message] of TOGETHER) {
  test(`rules: ${what} together are an error`, () => {
    assert.match(messageOf(rule), message)
  })
}

test('rules: a throttle leaves templates of the body to the answer after it', () => {
  const rule = { throttle: 100, respond: { body: '{{ fields.a }}' } }
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
    assert.match(messageOf({ respond: { body: template } }), message)
    assert.match(messageOf({ respond: { body: { deep: [template] } } }), message)
    assert.match(messageOf({ respond: { headers: { 'X-A': template } } }), message)
    assert.match(messageOf({ redirect: { location: template } }), message)
  })
}

'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { MAX_DEPTH, MAX_ALTERNATIVES, pathPattern, textPattern } = require('../../lib/receiver/rules/glob.js')

const PATHS = /** @type {Array<[string, string[], string[]]>} */ ([
  ['/upload', ['/upload'], ['/upload/', '/Upload', '/uploads', '']],
  ['/*/upload', ['/a/upload', '/.a/upload'], ['/upload', '//upload', '/a/b/upload']],
  ['/a*', ['/a', '/abc'], ['/ab/c', '/ba']],
  ['/api/**', ['/api', '/api/', '/api/a/b'], ['/apix', '/x/api']],
  ['/**/b', ['/b', '/a/b', '/a/c/b'], ['/ab', '/b/a']],
  ['/a/**/b/**/c', ['/a/b/c', '/a/x/b/y/z/c', '/a/b/b/c'], ['/a/c', '/a/b', '/a/x/c']],
  ['/a/**/a', ['/a/a', '/a/b/a'], ['/a']],
  ['/{a,b/c}/d', ['/a/d', '/b/c/d'], ['/b/d', '/c/d']],
  ['/a**b', ['/ab', '/axb'], ['/a/b']],
  ['/?', ['/a', '/上', '/😀'], ['/', '/ab', '//']],
  ['/[!a]', ['/b'], ['/a', '//', '/']],
  ['!/a/*', ['/a', '/b/c'], ['/a/b']],
  ['/a\\*b', ['/a*b'], ['/ab', '/axb']],
  ['/photo (1).jpg', ['/photo (1).jpg'], ['/photo 1.jpg']],
])

for (const [pattern, those, others] of PATHS) {
  test(`rules: the path pattern ${pattern}`, () => {
    const matches = pathPattern(pattern)
    for (const path of those) assert.ok(matches(path), path)
    for (const path of others) assert.ok(!matches(path), path)
  })
}

const TEXTS = /** @type {Array<[string, string[], string[]]>} */ ([
  ['', [''], ['a']],
  ['*', ['a', 'a/\n/b'], ['']],
  ['a*', ['a', 'a/b\r\n'], ['', 'ba']],
  ['*a*b*', ['ab', 'xaxbx'], ['ba', 'a']],
  ['aba*ba', ['ababa', 'abababa'], ['aba', 'abaab']],
  ['*.{jpg,p{n,j}g}', ['.jpg', 'a.png', 'b.pjg'], ['a.pg', 'a.gif']],
  ['[0-9][!a-c][-x][]y]', ['5d-]', '0xxy'], ['5a-]', 'xdx]']],
  ['[\\]]\\[', ['][', '[\\]]\\['], [']']],
  ['{,a}b', ['b', 'ab'], ['aab']],
  ['{[,],x}', [',', 'x'], ['[', '[,]x']],
  ['**', ['a'], ['']],
  ['a|b$^.+', ['a|b$^.+'], ['a', 'b']],
  ['!*.txt', ['a.jpg', ''], ['a.txt', '.txt']],
  ['\\!a', ['!a'], ['a', 'b']],
  ['a\\', ['a\\'], ['a']],
])

for (const [pattern, those, others] of TEXTS) {
  test(`rules: the text pattern ${JSON.stringify(pattern)}`, () => {
    const matches = textPattern(pattern)
    for (const text of those) assert.ok(matches(text), JSON.stringify(text))
    for (const text of others) assert.ok(!matches(text), JSON.stringify(text))
  })
}

test('rules: a pattern in any letter case', () => {
  assert.ok(textPattern('IMAGE/[a-z]*', { anyCase: true })('image/PNG'))
  assert.ok(!textPattern('IMAGE/*')('image/png'))
})

/** What a pattern of letters and stars means, by trying every way: far too slow for long texts. @returns {boolean} */
function naive(/** @type {string} */ pattern, /** @type {string} */ text) {
  if (pattern === '') return text === ''
  if (pattern[0] !== '*')
    return text !== '' && text[0] === pattern[0] && naive(pattern.slice(1), text.slice(1))
  return naive(pattern.slice(1), text) || (text !== '' && naive(pattern, text.slice(1)))
}

/** All texts of these letters up to a length. @returns {string[]} */
function words(/** @type {string} */ letters, /** @type {number} */ length) {
  if (length === 0) return ['']
  return ['', ...[...letters].flatMap((letter) => words(letters, length - 1).map((rest) => letter + rest))]
}

test('rules: stars match as trying every way would', () => {
  const texts = [...new Set(words('ab', 6))]
  for (const pattern of new Set(words('ab*', 5))) {
    if (/^\*+$/.test(pattern)) continue // alone, not empty
    const matches = textPattern(pattern)
    for (const text of texts) {
      assert.equal(matches(text), naive(pattern, text), `${pattern} and ${text}`)
    }
  }
})

// With a matcher that tries all ways, each of these takes longer than anybody waits.
test('rules: a text as long as a field can be does not stop the program, whatever the pattern', () => {
  const long = 'a'.repeat(1024 * 1024)
  for (const pattern of ['*a*b*', '*a*a*a*a*a*a*a*a*b', '*{a,aa}*{a,aa}*{a,aa}*b', '*[a]*?*[a]*?*[a]*b*']) {
    assert.equal(textPattern(pattern)(long), false, pattern)
  }
})

test('rules: a path as long as a head can be does not stop the program, whatever the pattern', () => {
  assert.equal(pathPattern('/*a*a*a*a*a*a*b')(`/${'a'.repeat(16_000)}`), false)
  assert.equal(pathPattern('/**/a/**/a/**/a/**/a/**/b')('/a'.repeat(8_000)), false)
})

test('rules: braces stand for a limited number of patterns', () => {
  const pattern = (/** @type {number} */ count) =>
    `{${Array.from({ length: count }, (_, index) => `n${index}`)}}`
  assert.ok(textPattern(pattern(MAX_ALTERNATIVES))(`n${MAX_ALTERNATIVES - 1}`))
  const message = `its braces stand for more than ${MAX_ALTERNATIVES} patterns`
  assert.throws(() => textPattern(pattern(MAX_ALTERNATIVES + 1)), { message })
  assert.throws(() => textPattern('{a,b}'.repeat(10_000)), { message })
  assert.ok(textPattern(`${'{'.repeat(MAX_DEPTH)}a${'}'.repeat(MAX_DEPTH)}`)('a'))
  assert.throws(() => textPattern(`${'{'.repeat(100_000)}a${'}'.repeat(100_000)}`), {
    message: `its braces are nested more than ${MAX_DEPTH} deep`,
  })
})

for (const [pattern, message] of [
  ['{a', /a closing "}" is missing/],
  ['a[b', /a closing "]" is missing/],
  ['{[}', /a closing "]" is missing/],
  ['[z-a]', /the range in \[z-a\] is out of order/],
]) {
  test(`rules: a pattern that cannot be read says why: ${pattern}`, () => {
    assert.throws(() => textPattern(/** @type {string} */ (pattern)), { message })
    assert.throws(() => pathPattern(`/${pattern}`), { message })
  })
}

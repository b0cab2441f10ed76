'use strict'
// What goes through every server: each case is one upload. Texts say what the caller gives and, where the encoding
// changes it, what stands on the wire (H3, H4), written by hand.

const { createCipheriv } = require('node:crypto')

/**
 * @typedef {string | { given: string, wire: string }} Text The plain form means that the wire has it as given.
 *
 * @typedef {object} Case
 * @property {string} title Begins with the line of the contract that the case is about.
 * @property {Array<[name: Text, value: Text]>} fields In the order of the wire.
 * @property {Text} name The form key of the file.
 * @property {Text} filename
 * @property {string} type The Content-Type that the file part must have.
 * @property {Buffer} content
 */

const KiB = 1024
const MiB = 1024 * KiB

/** @param {Text} text */
const givenOf = (text) => (typeof text === 'string' ? text : text.given)
/** @param {Text} text */
const wireOf = (text) => (typeof text === 'string' ? text : text.wire)

/** Bytes that look random and are the same in every run. */
function noise(/** @type {number} */ size) {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(size))
}

/**
 * @param {string} title
 * @param {Partial<Omit<Case, 'title' | 'content'>> & { content?: string | Buffer }} about
 * @returns {Case}
 */
function upload(title, { content = 'hello, world', ...about }) {
  return {
    title,
    fields: [['before', '1']],
    name: 'file',
    filename: 'hello.txt',
    type: 'text/plain',
    ...about,
    content: Buffer.from(content),
  }
}

/** The names that go through as file name, as field name and as form key. @type {Array<[what: string, Text]>} */
const names = [
  ['a quote in the middle', { given: 'a"b', wire: 'a%22b' }],
  ['nothing but a quote', { given: '"', wire: '%22' }],
  ['quotes around it', { given: '"quoted"', wire: '%22quoted%22' }],
  ['a quote that would begin a parameter', { given: 'a"; filename="b', wire: 'a%22; filename=%22b' }],
  ['single quotes', "it's 'quoted'"],
  ['an emoji', 'smile 😀'],
  ['an emoji of several code points', '👩‍👩‍👧‍👦🏳️‍🌈'],
  ['300 Chinese characters', '文'.repeat(300)],
  ['accents, composed and decomposed', 'é e\u0301'],
  ['right-to-left marks', 'ab\u202egpj'],
  ['a byte order mark', '\ufeffmarked'],
  ['a lone surrogate', { given: 'a\ud800b', wire: 'a\ufffdb' }],
  ['a backslash in the middle', 'a\\b'],
  ['a backslash at the end', 'ends with \\'],
  ['a backslash before a quote', { given: 'a\\"b', wire: 'a\\%22b' }],
  ['two backslashes at the end', 'ends with \\\\'],
  ['percent signs', '100% %zz %'],
  ['what looks like an escape', 'a%22b%0D%0Ac%2541'],
  ['semicolons, equals signs and commas', 'a;b=c, d; e=f'],
  ['leading and trailing spaces', '  spaced  '],
  ['nothing but a space', ' '],
  ['a tab', 'a\tb'],
  ['NUL and other control characters', 'a\0\x01\x7fb'],
  ['an RFC 2047 encoded word', '=?utf-8?B?4pyT?='],
  ['an RFC 5987 extended value', "UTF-8''%e2%9c%93"],
  ['an HTML character reference', '&#9731; &amp;'],
  ['brackets', 'a[b][0][]'],
  ['a dot path', 'a.b..no-such-extension'],
  ['slashes', '/etc/passwd'],
  ['a way up', '../../up'],
  ['a Windows path', 'C:\\fakepath\\a'],
  ['two dashes', '--'],
  ['a boundary', '------uploadtask-0123456789abcdef'],
  ['4,000 characters', 'long '.repeat(800).trimEnd()],
]

/** @type {Array<[what: string, Text]>} */
const objectNames = [
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
  ['toString', 'toString'],
  ['hasOwnProperty', 'hasOwnProperty'],
  ['0', '0'],
  ['length', 'length'],
  ['null', 'null'],
]

const octets = 'application/octet-stream'

const fileNames = [
  ...names.map(([what, name]) => upload(`H3 file name with ${what}`, { filename: name, type: octets })),
  upload('H3 file name with quotes and an extension', {
    filename: { given: '"a".txt', wire: '%22a%22.txt' },
  }),
  upload('H3 file name with a quote after its extension', {
    filename: { given: 'a.txt"', wire: 'a.txt%22' },
    type: octets,
  }),
  upload('H3 file name with CR', { filename: { given: 'a\rb.txt', wire: 'a%0Db.txt' } }),
  upload('H3 file name with LF', { filename: { given: 'a\nb.txt', wire: 'a%0Ab.txt' } }),
  upload('H3 file name with CRLF', { filename: { given: 'a\r\nb.txt', wire: 'a%0D%0Ab.txt' } }),
  upload('H3 file name that would inject a header', {
    filename: {
      given: 'a"\r\nContent-Type: text-html\r\n\r\nevil.txt',
      wire: 'a%22%0D%0AContent-Type: text-html%0D%0A%0D%0Aevil.txt',
    },
  }),
  upload('H3 file name that is only an extension', { filename: '.txt', type: octets }),
  ...objectNames.map(([what, name]) => upload(`H7 file name ${what}`, { filename: name, type: octets })),
]

/** Line ends in names: CR, LF and CRLF become CRLF, which is escaped. @type {Array<[what: string, Text]>} */
const lineEnds = [
  ['CR', { given: 'a\rb', wire: 'a%0D%0Ab' }],
  ['LF', { given: 'a\nb', wire: 'a%0D%0Ab' }],
  ['CRLF', { given: 'a\r\nb', wire: 'a%0D%0Ab' }],
  ['LF CR', { given: 'a\n\rb', wire: 'a%0D%0A%0D%0Ab' }],
]

const fieldNames = [
  ...names.map(([what, name]) => upload(`H3 field name with ${what}`, { fields: [[name, 'value']] })),
  ...lineEnds.map(([what, name]) => upload(`H4 field name with ${what}`, { fields: [[name, 'value']] })),
  upload('H7 empty field name', { fields: [['', 'value']] }),
  ...objectNames.map(([what, name]) => upload(`H7 field name ${what}`, { fields: [[name, 'value']] })),
  upload('H7 all of these field names at once', {
    fields: [
      // Integers first: that is the order of Object.keys.
      ['0', 'zero'],
      ...['', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length'].map(
        (name) => /** @type {[string, string]} */ ([name, `value of ${name}`]),
      ),
    ],
  }),
]

const formKeys = [
  ...names.map(([what, name]) => upload(`H3 form key with ${what}`, { name })),
  ...lineEnds.map(([what, name]) => upload(`H4 form key with ${what}`, { name })),
  upload('H7 empty form key', { name: '' }),
  ...objectNames.map(([what, name]) => upload(`H7 form key ${what}`, { name })),
  upload('H7 form key that a field has too', { fields: [['same', 'field']], name: 'same' }),
]

/** @type {Array<[what: string, Text]>} */
const values = [
  ['', ''],
  ['with CR', { given: 'a\rb', wire: 'a\r\nb' }],
  ['with LF', { given: 'a\nb', wire: 'a\r\nb' }],
  ['with CRLF', 'a\r\nb'],
  ['of mixed line ends', { given: '\n\r\r\n\n\r', wire: '\r\n\r\n\r\n\r\n\r\n' }],
  ['that ends with LF', { given: 'a\n', wire: 'a\r\n' }],
  ['that ends with CR', { given: 'a\r', wire: 'a\r\n' }],
  ['of two dashes', '--'],
  ['that looks like a delimiter', '\r\n------uploadtask-\r\n--\r\n'],
  ['that looks like a part', '\r\n\r\n--x\r\nContent-Disposition: form-data; name="evil"\r\n\r\nevil'],
  ['with NUL and other control characters', '\0\x01\x08\x0b\x1f\x7f'],
  ['with quotes, backslashes and percent signs', '"a" \\ %22 100% \\'],
  ['with emoji', '😀👩‍👩‍👧‍👦'],
  ['of 300 Chinese characters', '值'.repeat(300)],
  ['that begins with a byte order mark', '\ufeffvalue'],
  ['with a lone surrogate', { given: '\udc00', wire: '\ufffd' }],
  ['of spaces', '   '],
  ['that looks like RFC 2047', '=?utf-8?Q?=E2=9C=93?='],
  ['of 200 KiB', 'value 值 '.repeat((200 * KiB) / 10)],
]

const fieldValues = [
  ...values.map(([what, value]) =>
    upload(`H4 field value ${what}`.trimEnd(), {
      fields: [
        ['field', value],
        ['after', 'x'],
      ],
    }),
  ),
  upload('H2 300 fields in their order', {
    fields: Array.from({ length: 300 }, (_, index) => [`field ${299 - index}`, `值 ${index}`]),
  }),
  upload('H2 no field', { fields: [] }),
]

/** @type {Array<[what: string, content: string | Buffer]>} */
const contents = [
  ['of 0 bytes', ''],
  ['of 1 byte', 'x'],
  ['of a single CR', '\r'],
  ['of a single LF', '\n'],
  ['of a single dash', '-'],
  ['of CRLF', '\r\n'],
  ['of CRLF runs', '\r\n'.repeat(5000)],
  ['of CR runs', '\r'.repeat(5000)],
  ['that begins with two dashes', '--begins'],
  ['of dashes', '-'.repeat(100_000)],
  ['full of beginnings of delimiters', '\r\n--'.repeat(20_000)],
  ['full of delimiters that differ in their last characters', '\r\n------uploadtask-'.repeat(5000)],
  ['that ends with CRLF and two dashes', 'ends\r\n--'],
  ['that ends with CR', 'ends\r'],
  ['that begins with CRLF', '\r\nbegins'],
  ['that is a multipart body', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'],
  ['with NUL', 'a\0b\0'],
  ['with a byte order mark and every line end', '\ufeffa\nb\rc\r\nd'],
  ['of every byte', Buffer.from(Array.from({ length: 256 }, (_, index) => index))],
  ['that is not UTF-8', Buffer.from([0xff, 0xfe, 0x80, 0xc3, 0x28, 0xed, 0xa0, 0x80])],
  ['of 64 KiB less one', noise(64 * KiB - 1)],
  ['of exactly 64 KiB', noise(64 * KiB)],
  ['of 64 KiB and one', noise(64 * KiB + 1)],
  ['of exactly 256 KiB', noise(256 * KiB)],
  ['of 3 MiB of noise', noise(3 * MiB)],
]

const files = [
  ...contents.map(([what, content]) =>
    upload(`H5 file ${what}`, { filename: 'content.bin', type: octets, content }),
  ),
  upload('H2 file with the type of its extension', { filename: 'a.png', type: 'image/png' }),
  upload('H2 file with the type of an extension in capitals', { filename: 'A.JPG', type: 'image/jpeg' }),
  upload('H2 empty file with the type of its extension', {
    filename: 'a.pdf',
    type: 'application/pdf',
    content: '',
  }),
  upload('H2 empty file of no known type', { filename: 'empty', type: octets, content: '' }),
]

/** A bit of everything; every system can have a file of this name. */
const mixture = upload('H2 a mixture', {
  fields: [
    ['7', 'integers first'],
    ['', 'no name'],
    ['__proto__', 'own'],
    [
      { given: 'quo"te\n', wire: 'quo%22te%0D%0A' },
      { given: 'a\nb\r\n', wire: 'a\r\nb\r\n' },
    ],
    ['文 😀', '值 % ; \\'],
  ],
  name: { given: 'the "file"', wire: 'the %22file%22' },
  filename: "100% 文 😀; a=b, 'c' é.json",
  type: 'application/json',
  content: noise(100_000),
})

const corpus = [...fileNames, ...fieldNames, ...formKeys, ...fieldValues, ...files, mixture]

module.exports = { corpus, mixture, givenOf, wireOf }

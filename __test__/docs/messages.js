'use strict'
// Every text that the package says to people: the sentences among the literals of its JavaScript and its Rust.

const fs = require('node:fs')
const path = require('node:path')
const ts = require('typescript-5')
const { packageFolder } = require('../support/child.js')

/** Texts in the sources that are not messages: pages and help, and names in JavaScript. */
const SILENT_FILES = [
  'lib/receiver/inspector/page/',
  'lib/receiver/inspector/assets.js',
  'lib/integrations/features.js',
  'lib/cli/overview.js',
  'lib/cli/program.js',
  'lib/cli/serve/log-text.js',
  'crates/core/src/multipart/encode.rs',
]

/** What looks like a sentence, but is not a message. */
const NO_MESSAGE = [
  /; charset=|; boundary=|form-data; name=$|filename="|max-age=|^no-store|default-src|^<\?xml/, // headers and markup
  /^(?:import|export|const) /, // modules that are written
  /^-\w, --|^--[a-z-]+ <|Examples:/, // options and helps of commands
  /^(?:POST|gzip), /, // lists of names
  // What completes "should be …" and the like.
  /^(?:an? |the (?:number|path|URL|members|options|timeout|wx) |true or false|text |certificates |hosts |"vela" |\[\] for|\{\} for)/,
  /^(?:it belongs |it is called |write ["`]|set `|use `|did you mean|; the options|\(?(?:did you|write it|write the) )/,
]

/** Literals of the Rust that nobody is shown: expectations, lints and marks of kinds of errors. */
const NEVER_SHOWN = [
  'codes.json is valid',
  'an upload does nothing until a client sends it',
  'one function serves all uploads, so cloning it cannot say whether one is pending',
  'an object of them would have to be made and read for each upload',
  'message head is too large',
  'more bytes than allowed',
  'perhaps for want of a file descriptor',
  'there is no dialect of this number',
  'there is no shape of this number',
]

/** @returns {Iterable<string>} The files below a folder, relative to the package. */
function* filesBelow(/** @type {string} */ folder, /** @type {string} */ extension) {
  for (const entry of fs.readdirSync(path.join(packageFolder, folder), { withFileTypes: true })) {
    const file = `${folder}/${entry.name}`
    if (entry.isDirectory()) yield* filesBelow(file, extension)
    else if (entry.name.endsWith(extension) && !/(?:^|\/)tests?\.rs$|\/tests\//.test(file)) yield file
  }
}

/** A text with `…` for what is filled in. @returns {string} */
function flat(/** @type {import('typescript-5').Node} */ node) {
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('')
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return flat(node.left) + flat(node.right)
  }
  return '…'
}

/** Whether it is a call of commander that is given texts of a help. @param {import('typescript-5').Node} node */
function isHelp(node) {
  if (ts.isNewExpression(node)) return /^(?:Option|Argument)$/.test(node.expression.getText())
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    /^(?:description|summary|option|requiredOption|argument|addHelpText|helpOption|version)$/.test(
      node.expression.name.text,
    )
  )
}

/** The texts in a file of JavaScript; those that are joined by `+` as one. */
function textsOfJavaScript(/** @type {string} */ source) {
  /** @type {string[]} */
  const found = []
  const visit = (/** @type {import('typescript-5').Node} */ node) => {
    if (isHelp(node)) {
      ts.forEachChild(node, (child) => (ts.isStringLiteralLike(child) ? undefined : visit(child)))
      return
    }
    const joined = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken
    if (!joined && !ts.isStringLiteralLike(node) && !ts.isTemplateExpression(node)) {
      ts.forEachChild(node, visit)
      return
    }
    found.push(flat(node))
    if (ts.isTemplateExpression(node)) for (const { expression } of node.templateSpans) visit(expression)
  }
  visit(ts.createSourceFile('file.js', source, ts.ScriptTarget.Latest, true))
  return found
}

/** The texts in a file of Rust, up to its tests. */
function textsOfRust(/** @type {string} */ source) {
  const [code] = source.split(/^#\[cfg\(test\)\]\s*\nmod /m)
  const token =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|r(#*)"(?<raw>[\s\S]*?)"\1|"(?<text>(?:[^"\\]|\\[\s\S])*)"|'(?:[^'\\]|\\.[^']*)'/g
  return [...code.matchAll(token)].flatMap(({ groups }) => {
    const text = groups?.raw ?? groups?.text?.replace(/\\\n\s*/g, '').replace(/\\(.)/g, '$1')
    return text === undefined ? [] : [text.replace(/\{[^{}]*\}/g, '…')]
  })
}

/** A text by its words alone, to compare it with what a page says. */
function plain(/** @type {string} */ text) {
  return text
    .replace(/[`\\]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/…[… ]*…/g, '…')
    .trim()
}

function isMessage(/** @type {string} */ text) {
  const words = text.match(/\p{L}{2,}/gu) ?? []
  return (
    words.length >= 3 &&
    text.includes(' ') &&
    !NO_MESSAGE.some((pattern) => pattern.test(text)) &&
    !NEVER_SHOWN.includes(text)
  )
}

/** All messages, each with the file that says it. */
function messages() {
  const sources = [
    ...[...filesBelow('lib', '.js')].map((file) => ({ file, texts: textsOfJavaScript })),
    ...['crates/core/src', 'crates/node/src'].flatMap((folder) =>
      [...filesBelow(folder, '.rs')].map((file) => ({ file, texts: textsOfRust })),
    ),
  ].filter(({ file }) => !SILENT_FILES.some((silent) => file.startsWith(silent)))
  return sources.flatMap(({ file, texts }) =>
    texts(fs.readFileSync(path.join(packageFolder, file), 'utf8'))
      .map((text) => text.trim())
      .filter(isMessage)
      .map((text) => ({ file, text })),
  )
}

module.exports = { messages, plain }

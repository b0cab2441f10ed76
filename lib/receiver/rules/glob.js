'use strict'
// Globs for paths and for texts. The sender chooses how long the text is, so the time has to be in proportion to it:
// a glob is pieces between stars, each a regular expression without a quantifier, and each is looked for once, from
// where the one before it ended. (Globs that are compiled into one regular expression try all ways to divide the text
// among the stars: `/*a*a*b` took picomatch 4.0 three seconds for a path of 4,000 letters.)

/** How many globs the braces of one may stand for. */
const MAX_ALTERNATIVES = 1000
/** How deep they may be nested. */
const MAX_DEPTH = 10

/**
 * @typedef {{ source: string }} Character What one character has to be, as a regular expression.
 * @typedef {'*' | '**' | '/' | Character} Token `**` and `/` only in paths.
 * @typedef {(text: string) => boolean} Matcher
 */

/**
 * @param {string} pattern For a path; `*` ends at a slash.
 * @returns {Matcher} Throws an Error that says what is wrong with the pattern.
 */
function pathPattern(pattern) {
  return glob(pattern, true, (tokens) => segmentsMatcher(split(tokens, '/')))
}

/**
 * @param {string} pattern For a text, in which a slash is a character like others; the empty pattern is the empty text.
 * @param {{ anyCase?: boolean }} [options]
 * @returns {Matcher}
 */
function textPattern(pattern, { anyCase = false } = {}) {
  return glob(pattern, false, (tokens) => piecesMatcher(tokens, anyCase ? 'iu' : 'u'))
}

/**
 * @param {string} pattern
 * @param {boolean} isPath
 * @param {(tokens: Token[]) => Matcher} compile
 * @returns {Matcher}
 */
function glob(pattern, isPath, compile) {
  const isNegated = pattern.startsWith('!')
  const matchers = alternatives(isNegated ? pattern.slice(1) : pattern).map((one) =>
    compile(tokensOf(one, isPath)),
  )
  return (text) => text === pattern || matchers.some((matches) => matches(text)) !== isNegated
}

/** Where the brace that opens at `start` is closed. */
function closing(/** @type {string} */ pattern, /** @type {number} */ start) {
  let depth = 0
  for (let at = start; at < pattern.length; at += 1) {
    const character = pattern[at]
    if (character === '\\') at += 1
    else if (character === '[') at = endOfClass(pattern, at)
    else if (character === '{' && ++depth > MAX_DEPTH) {
      throw new Error(`its braces are nested more than ${MAX_DEPTH} deep`)
    } else if (character === '}' && --depth === 0) return at
  }
  throw new Error('a closing "}" is missing (write \\{ for the brace itself)')
}

function endOfClass(/** @type {string} */ pattern, /** @type {number} */ start) {
  // A bracket right behind the opening one is meant itself.
  const first = /[!^]/.test(pattern[start + 1] ?? '') ? start + 2 : start + 1
  for (let at = first; at < pattern.length; at += 1) {
    if (pattern[at] === '\\') at += 1
    else if (pattern[at] === ']' && at > first) return at
  }
  throw new Error('a closing "]" is missing (write \\[ for the bracket itself)')
}

/** The globs without braces that one with braces stands for: `a.{b,c}` is `a.b` and `a.c`. @returns {string[]} */
function alternatives(/** @type {string} */ pattern) {
  let found = ['']
  for (let at = 0; at < pattern.length; at += 1) {
    const start = at
    if (pattern[at] === '\\') at += 1
    else if (pattern[at] === '[') at = endOfClass(pattern, at)
    else if (pattern[at] === '{') at = closing(pattern, at)
    const text = pattern.slice(start, at + 1)
    const choices = text.startsWith('{') ? choicesOf(text.slice(1, -1)).flatMap(alternatives) : [text]
    if (found.length * choices.length > MAX_ALTERNATIVES) {
      throw new Error(`its braces stand for more than ${MAX_ALTERNATIVES} patterns`)
    }
    found = found.flatMap((before) => choices.map((choice) => before + choice))
  }
  return found
}

/** What stands between the commas of a pair of braces. */
function choicesOf(/** @type {string} */ text) {
  const choices = ['']
  for (let at = 0; at < text.length; at += 1) {
    const start = at
    if (text[at] === '\\') at += 1
    else if (text[at] === '[') at = endOfClass(text, at)
    else if (text[at] === '{') at = closing(text, at)
    else if (text[at] === ',') {
      choices.push('')
      continue
    }
    choices[choices.length - 1] += text.slice(start, at + 1)
  }
  return choices
}

/** @returns {Token[]} */
function tokensOf(/** @type {string} */ pattern, /** @type {boolean} */ isPath) {
  /** @type {Token[]} */
  const tokens = []
  for (let at = 0; at < pattern.length; at += 1) {
    const character = String.fromCodePoint(/** @type {number} */ (pattern.codePointAt(at)))
    if (character === '*') {
      const end = at + (/^\*+/.exec(pattern.slice(at))?.[0].length ?? 1)
      // Two stars that are a whole segment are any segments; else they are as good as one.
      const isWhole = (pattern[at - 1] ?? '/') === '/' && (pattern[end] ?? '/') === '/' && end - at === 2
      tokens.push(isPath && isWhole ? '**' : '*')
      at = end - 1
    } else if (character === '?') tokens.push({ source: '[^]' })
    else if (character === '[') {
      const end = endOfClass(pattern, at)
      tokens.push({ source: classSource(pattern.slice(at + 1, end)) })
      at = end
    } else if (character === '/' && isPath) tokens.push('/')
    else {
      const isEscape = character === '\\' && at + 1 < pattern.length
      const itself = isEscape ? String.fromCodePoint(Number(pattern.codePointAt(at + 1))) : character
      tokens.push(itself === '/' && isPath ? '/' : { source: literal(itself) })
      at += itself.length - 1 + (isEscape ? 1 : 0)
    }
  }
  return tokens
}

function literal(/** @type {string} */ character) {
  return `\\u{${/** @type {number} */ (character.codePointAt(0)).toString(16)}}`
}

/** The regular expression of `[…]`. */
function classSource(/** @type {string} */ text) {
  const isNegated = /^[!^]/.test(text)
  const characters = text.slice(isNegated ? 1 : 0).match(/\\?./gsu) ?? []
  const items = characters.map((one, index) => {
    const isRange = one === '-' && index > 0 && index < characters.length - 1
    return isRange ? '-' : literal(one.length > 1 && one.startsWith('\\') ? one.slice(1) : one)
  })
  const source = `[${isNegated ? '^' : ''}${items.join('')}]`
  try {
    new RegExp(source, 'u')
  } catch {
    throw new Error(`the range in [${text}] is out of order`)
  }
  return source
}

/** @template T @returns {T[][]} */
function split(/** @type {T[]} */ list, /** @type {T} */ separator) {
  /** @type {T[][]} */
  const parts = [[]]
  for (const one of list) {
    if (one === separator) parts.push([])
    else parts[parts.length - 1].push(one)
  }
  return parts
}

/**
 * A matcher of texts: characters and stars.
 *
 * @param {Token[]} tokens
 * @param {string} flags
 * @returns {Matcher}
 */
function piecesMatcher(tokens, flags) {
  // Alone, a star is a text that is not empty.
  if (tokens.length === 1 && tokens[0] === '*') return (text) => text !== ''
  const sources = split(tokens, '*').map((piece) =>
    piece.map((token) => /** @type {Character} */ (token).source).join(''),
  )
  const [first, ...rest] = sources
  const last = rest.pop()
  const beginning = new RegExp(`^${first}${last === undefined ? '$' : ''}`, flags)
  const middle = rest.map((source) => new RegExp(source, `${flags}g`))
  const ending = new RegExp(`${last ?? ''}$`, `${flags}g`)
  return (text) => {
    const begun = beginning.exec(text)
    if (!begun) return false
    let at = begun[0].length
    for (const piece of last === undefined ? [] : [...middle, ending]) {
      piece.lastIndex = at
      if (!piece.test(text)) return false
      at = piece.lastIndex
    }
    return true
  }
}

/**
 * A matcher of paths: segments, and `**` for any number of them. The first and last of the pieces between the `**` are
 * fixed at the ends, and the others are looked for in turn.
 *
 * @param {Token[][]} segments
 * @returns {Matcher}
 */
function segmentsMatcher(segments) {
  const isAny = (/** @type {Token[]} */ segment) => segment.length === 1 && segment[0] === '**'
  const pieces = /** @type {Matcher[][]} */ ([[]])
  for (const segment of segments) {
    if (isAny(segment)) pieces.push([])
    else pieces[pieces.length - 1].push(piecesMatcher(segment, 'u'))
  }
  const [first, ...rest] = pieces
  const last = rest.pop()
  const fits = (/** @type {Matcher[]} */ piece, /** @type {string[]} */ path, /** @type {number} */ at) =>
    at + piece.length <= path.length && piece.every((matches, index) => matches(path[at + index]))

  return (text) => {
    const path = text.split('/')
    if (!fits(first, path, 0)) return false
    if (last === undefined) return path.length === first.length
    let at = first.length
    for (const piece of rest) {
      while (at <= path.length && !fits(piece, path, at)) at += 1
      if (at > path.length) return false
      at += piece.length
    }
    return path.length - last.length >= at && fits(last, path, path.length - last.length)
  }
}

module.exports = { pathPattern, textPattern, MAX_ALTERNATIVES, MAX_DEPTH }

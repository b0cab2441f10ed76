// Values as JavaScript, as a person would write them.

/** A text between single quotes. What shows nothing or turns the direction is escaped: the code says what it does. */
export function textLiteral(text: string) {
  const escaped = JSON.stringify(text)
    .slice(1, -1)
    .replace(/\\(.)/g, (whole, character) => (character === '"' ? '"' : whole))
    .replaceAll("'", "\\'")
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
  return `'${escaped}'`
}

function keyLiteral(key: string) {
  // `__proto__: …` is no member.
  return /^[a-z_$][\w$]*$/i.test(key) && key !== '__proto__'
    ? key
    : key === '__proto__'
      ? "['__proto__']"
      : textLiteral(key)
}

/** `{ a: 'b' }`, on lines of its own when it is long; values are code already. */
export function objectLiteral(members: [key: string, code: string][], indent = '') {
  if (members.length === 0) return '{}'
  const parts = members.map(([key, code]) => (key === code ? key : `${keyLiteral(key)}: ${code}`))
  const line = `{ ${parts.join(', ')} }`
  if (line.length + indent.length <= 80 && !line.includes('\n')) return line
  return `{\n${parts.map((part) => `${indent}  ${part},\n`).join('')}${indent}}`
}

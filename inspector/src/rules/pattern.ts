// A path as a rule's pattern. Pure.

/** What means something in a pattern, taken literally. */
export function literalPattern(text: string) {
  return text.replace(/[\\*?[\]{}()!+@|,]/g, '\\$&')
}

/** Patterns are for percent-decoded paths. */
export function decodedPath(path: string) {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

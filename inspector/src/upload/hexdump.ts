// Bytes as a hex dump, with one place marked.

export interface DumpLine {
  /** Where in the body it begins. */
  offset: number
  hex: string
  text: string
  /** The place that is marked is in this line, at this byte. */
  mark?: number
}

export function decodeBase64(text: string) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}

/** `from`: where in the body the bytes begin; `marked`: which of its bytes is marked. */
export function hexDump(bytes: Uint8Array, { from = 0, marked = -1, columns = 16 } = {}): DumpLine[] {
  const lines: DumpLine[] = []
  for (let at = 0; at < bytes.length; at += columns) {
    const part = [...bytes.subarray(at, at + columns)]
    const mark = marked - from - at
    lines.push({
      offset: from + at,
      hex: part.map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
      text: part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(''),
      mark: mark >= 0 && mark < part.length ? mark : undefined,
    })
  }
  return lines
}

// Which uploads a search finds. All words have to be found; `file:photo` looks only there.

/** @typedef {import('./api.mjs').Upload} Upload */

/** @type {Record<string, (upload: Upload) => string[]>} */
const PLACES = {
  path: ({ url }) => [url],
  file: ({ files }) => files.flatMap(({ field, filename, contentType }) => [filename, field, contentType]),
  field: ({ fields }) => fields.map(({ name, value }) => `${name}=${value}`),
  header: ({ rawHeaders }) => rawHeaders.map(([name, value]) => `${name}: ${value}`),
  sha256: ({ files }) => files.map(({ sha256 }) => sha256 ?? ''),
  method: ({ method }) => [method],
  status: ({ response }) => [String(response?.status ?? '')],
}

export const places = Object.keys(PLACES)

/** @type {WeakMap<Upload, Map<string, string>>} */
const texts = new WeakMap()

/** The text of a place, in small letters; each upload is read once. @param {Upload} upload @param {string} place */
function textOf(upload, place) {
  let known = texts.get(upload)
  if (known === undefined) {
    known = new Map()
    texts.set(upload, known)
  }
  let text = known.get(place)
  if (text === undefined) {
    const from = place === 'any' ? places : [place]
    text = from
      .flatMap((one) => PLACES[one](upload))
      .join('\n')
      .toLowerCase()
    known.set(place, text)
  }
  return text
}

/**
 * @param {string} query Words; quotes keep several together.
 * @returns {(upload: Upload) => boolean}
 */
export function searchFor(query) {
  const words = [...query.toLowerCase().matchAll(/(?:(\w+):)?(?:"([^"]*)"?|(\S+))/g)].map(
    ([whole, place, quoted, bare]) =>
      place !== undefined && Object.hasOwn(PLACES, place)
        ? { place, word: quoted ?? bare }
        : { place: 'any', word: quoted !== undefined && place === undefined ? quoted : whole },
  )
  return (upload) => words.every(({ place, word }) => textOf(upload, place).includes(word))
}

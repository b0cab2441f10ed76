'use strict'
// "Did you mean …" for names that are unknown.

/** How many letters have to be added, removed, replaced or swapped to turn one name into the other. */
function distance(/** @type {string} */ one, /** @type {string} */ other) {
  const rows = Array.from({ length: one.length + 1 }, (_, row) => [row, ...Array(other.length).fill(0)])
  for (let column = 1; column <= other.length; column += 1) rows[0][column] = column
  for (let row = 1; row <= one.length; row += 1) {
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1]
      rows[row][column] = Math.min(
        rows[row - 1][column] + 1,
        rows[row][column - 1] + 1,
        rows[row - 1][column - 1] + (isSame ? 0 : 1),
      )
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      if (isSwapped) rows[row][column] = Math.min(rows[row][column], rows[row - 2][column - 2] + 1)
    }
  }
  return rows[one.length][other.length]
}

/**
 * The name that was probably meant.
 *
 * @param {string} given
 * @param {readonly string[]} names
 * @returns {string | undefined}
 */
function meant(given, names) {
  const most = given.length < 4 ? 1 : 2
  // Longer ones need no table: they cannot be near.
  if (given.length > 40) return undefined
  const near = names
    .map((name) => ({ name, away: distance(given.toLowerCase(), name.toLowerCase()) }))
    .filter(({ away, name }) => away <= most && away < name.length)
    .sort((one, other) => one.away - other.away)
  return near[0]?.name
}

/**
 * ` (did you mean "status"?)`, or nothing.
 *
 * @param {string} given
 * @param {readonly string[]} names
 */
function didYouMean(given, names) {
  const name = meant(given, names)
  return name === undefined ? '' : ` (did you mean "${name}"?)`
}

module.exports = { meant, didYouMean }

'use strict'

/** The value in the middle; of two, the mean. */
function median(/** @type {number[]} */ values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2
}

/**
 * The median and how far the values lie apart.
 *
 * @param {number[]} values At least one.
 */
function summarize(values) {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) }
}

/**
 * How two series compare, round by round: neighbours in time, so that whatever else the machine did affects
 * both. The shorter series decides how many rounds count.
 *
 * @template T
 * @template U
 * @param {T[]} ones
 * @param {U[]} others
 * @param {(one: T, other: U) => number} compare
 */
function pair(ones, others, compare) {
  return ones.slice(0, others.length).map((one, round) => compare(one, others[round]))
}

module.exports = { median, summarize, pair }

'use strict'

/**
 * The exit code: a transfer that failed weighs more than a status.
 *
 * @param {import('./transfer.js').Result[]} results
 */
function exitCode(results) {
  const failed = results.filter(({ ok }) => !ok)
  if (failed.length === 0) return 0
  // 22 is curl's, for `--fail`.
  return failed.every(({ statusCode = 0 }) => statusCode >= 400) ? 22 : 1
}

module.exports = { exitCode }

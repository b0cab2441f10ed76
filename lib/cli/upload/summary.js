'use strict'

/** All uploads in a sentence. */
function summary(/** @type {import('./transfer.js').Result[]} */ results) {
  const arrived = results.filter(({ ok }) => ok).length
  const files = `${results.length} file${results.length === 1 ? '' : 's'}`
  if (arrived === results.length) return `${files} uploaded`
  const failed = results.length - arrived
  return arrived === 0 ? `${files} not uploaded` : `${arrived} of ${files} uploaded, ${failed} not`
}

module.exports = { summary }

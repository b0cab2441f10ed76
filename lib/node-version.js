'use strict'
// Refuses a Node.js that the package does not run on. Each entry point loads it first, and it is written in syntax
// that such a Node.js understands, so that its message appears instead of whatever breaks first.

/** Whether the package runs on this version: the `engines` of package.json, which is not read each time. */
function isSupported(/** @type {string} */ version) {
  const [major, minor] = version.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)
}

/** What there is to say about the Node.js of this process; undefined when the package runs on it. */
function complaint() {
  const version = process.versions.node
  if (isSupported(version)) return undefined
  return (
    `uploadtask does not run on Node.js ${version}: it needs 22.12 or newer, or of 20, 20.19 or newer ` +
    '(https://nodejs.org).'
  )
}

/** Throws unless the package runs on this Node.js. */
function requireNode() {
  const text = complaint()
  if (text !== undefined) throw new Error(text)
}

module.exports = { isSupported, complaint, requireNode }

'use strict'
// What the binary for a machine is called.

/** The platforms that a package is published for: `uploadtask-<platform>`. */
const published = [
  'linux-x64-gnu',
  'linux-arm64-gnu',
  'linux-x64-musl',
  'linux-arm64-musl',
  'darwin-x64',
  'darwin-arm64',
  'win32-x64-msvc',
  'win32-arm64-msvc',
]

/** What binaries of this machine can be called; on Linux the one for the wrong libc does not load. */
function candidates() {
  const { platform, arch } = process
  if (platform === 'linux') return [`linux-${arch}-gnu`, `linux-${arch}-musl`]
  if (platform === 'win32') return [`win32-${arch}-msvc`]
  return [`${platform}-${arch}`]
}

/** Whether this process runs on glibc. The report takes too long to ask it before each load. */
function hasGlibc() {
  try {
    const { header } = /** @type {any} */ (process.report.getReport())
    return header.glibcVersionRuntime !== undefined
  } catch {
    // Without a report (some other runtimes make none, or need a permission), it is built for glibc.
    return true
  }
}

/** The one that this process needs. */
function thisPlatform() {
  const all = candidates()
  return all.length === 1 || hasGlibc() ? all[0] : all[1]
}

module.exports = { published, candidates, thisPlatform }

'use strict'

const fs = require('node:fs')

/**
 * The peak of this process's resident memory so far, in bytes.
 *
 * `maxRSS` alone will not do on Linux: a process that was spawned begins with the peak of its parent.
 */
function peakMemory() {
  try {
    const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))?.[1]
    if (kibibytes !== undefined) return Number(kibibytes) * 1024
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024
}

module.exports = { peakMemory }

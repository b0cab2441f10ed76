'use strict'
// What a command ends with when it cannot do what it was asked to: one sentence, and an exit code.

/** The work failed. */
class Failure extends Error {
  exitCode = 1
}

/** The command line, or a file that it names, is wrong; nothing was done. */
class UsageError extends Failure {
  exitCode = 2
}

module.exports = { Failure, UsageError }

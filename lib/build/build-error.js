'use strict'

/** A failure that needs no stack trace: a sentence that says what to do. */
class BuildError extends Error {}

module.exports = { BuildError }

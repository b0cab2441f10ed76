'use strict'

/** A configuration that cannot be used; the text names the file or the variable. */
class ConfigurationError extends Error {
  name = 'ConfigurationError'
}

module.exports = { ConfigurationError }

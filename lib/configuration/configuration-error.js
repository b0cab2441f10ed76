'use strict'

/** A configuration that cannot be used; the text names the file or the variable. */
class ConfigurationError extends TypeError {
  name = 'ConfigurationError'
}

module.exports = { ConfigurationError }

'use strict'
// What jest finds by the name of a feature that the lists of the vendors do not have. jest does not say which it is.

const { placeholder } = require('./placeholder.js')

module.exports = placeholder('such feature of a device', [])

'use strict'
// Taro resolves the names of plugins by files and does not look at the exports of a package.

module.exports = require('./lib/integrations/taro-plugin.js')

'use strict'
// Loaded before each program under Wine: Wine 8 cannot connect a socket that was told to keep itself alive, as that of
// `fetch` is.

require('node:net').Socket.prototype.setKeepAlive = function setKeepAlive() {
  return this
}

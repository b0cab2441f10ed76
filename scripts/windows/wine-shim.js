'use strict'
// Loaded before each program under Wine, for what Wine 8 lacks.

const childProcess = require('node:child_process')
const fs = require('node:fs')
const net = require('node:net')
const path = require('node:path')

// It cannot connect a socket that was told to keep itself alive, as that of `fetch` is.
net.Socket.prototype.setKeepAlive = function setKeepAlive() {
  return this
}

// It has no junctions. A project of a test finds this package without one, above itself: wine.js has put it there.
const { symlinkSync } = fs
fs.symlinkSync = (target, file, type) => {
  if (type !== 'junction' || path.basename(String(file)) !== 'uploadtask') symlinkSync(target, file, type)
}

// Now and then it starts no program, for a reason that has no name, and does when it is asked again.
const { spawn } = childProcess
const start = (/** @type {any[]} */ ...values) => Reflect.apply(spawn, childProcess, values)
Object.assign(childProcess, {
  spawn(/** @type {any[]} */ ...values) {
    try {
      return start(...values)
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'UNKNOWN') throw error
      return start(...values)
    }
  },
})

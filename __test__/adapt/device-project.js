'use strict'
// The sample project for a device, built as a person builds it.

const { spawn } = require('node:child_process')
const { once } = require('node:events')
const { prepareInstalledProject } = require('../support/installed-project.js')

/** Builds the project, installed by the first run; returns its folder. */
async function buildDeviceProject() {
  const place = await prepareInstalledProject('adapt-device')
  const child = spawn(process.execPath, ['build.js'], { cwd: place, stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`node build.js in ${place}: code ${code}`)
  return place
}

module.exports = { buildDeviceProject }

'use strict'
// Builds the addon with Cargo and puts it where lib/native.js looks first: as uploadtask.<platform>.node beside index.js.

const fs = require('node:fs')
const path = require('node:path')
const { thisPlatform } = require('../binaries.js')
const { BuildError } = require('./build-error.js')
const { root, requireCargo, compile } = require('./cargo.js')

/** Replaces the file in one step: a process that has loaded the old one keeps it. */
function replaceFile(/** @type {string} */ source, /** @type {string} */ target) {
  if (fs.existsSync(target) && fs.readFileSync(source).equals(fs.readFileSync(target))) return
  const temporary = `${target}.${process.pid}.tmp`
  try {
    fs.copyFileSync(source, temporary)
    fs.renameSync(temporary, target)
  } catch (error) {
    fs.rmSync(temporary, { force: true })
    throw new BuildError(
      `${target} could not be written (${/** @type {NodeJS.ErrnoException} */ (error).code}): ` +
        'close the programs that use it and try again.',
    )
  }
}

/** Throws unless the binary can be written: better now than after minutes of compiling. */
function requireWritable(/** @type {string} */ target) {
  const trial = `${target}.${process.pid}.tmp`
  try {
    fs.writeFileSync(trial, '')
    fs.rmSync(trial)
  } catch (error) {
    throw new BuildError(
      `The binary belongs in ${path.dirname(target)}, which cannot be written to ` +
        `(${/** @type {NodeJS.ErrnoException} */ (error).code}): run this as the owner of that folder, or install ` +
        'uploadtask where you may write and build it there.',
    )
  }
}

/**
 * Builds the addon for this machine; returns the path of the binary.
 *
 * @param {string[]} options Further options of `cargo build`.
 * @param {AbortSignal} [signal] Ends it.
 */
async function buildAddon(options, signal) {
  const target = path.join(root, `uploadtask.${thisPlatform()}.node`)
  requireWritable(target)
  requireCargo()
  replaceFile(await compile(['build'], options, { signal }), target)
  return target
}

module.exports = { buildAddon }

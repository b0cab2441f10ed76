'use strict'
// The file with the rules: read at the start, and again when it changes.

const fs = require('node:fs')
const { EncodingError, readTextFile } = require('../../text-file.js')
const { UsageError } = require('../errors.js')

// Polled, not watched: editors replace the file, and not every file system reports changes.
const INTERVAL = 200

/** Differs after every change; empty when there is no file. */
function versionOf(/** @type {string} */ file) {
  try {
    const { ino, size, mtimeNs } = fs.statSync(file, { bigint: true })
    return `${ino} ${size} ${mtimeNs}`
  } catch {
    return ''
  }
}

/** The rules of a file; throws a UsageError that names the file, and the line of a mistake. */
function readRules(/** @type {string} */ file) {
  const { parseRules } = require('../../receiver/index.js')
  let text
  try {
    text = readTextFile(file)
  } catch (error) {
    if (error instanceof EncodingError) throw new UsageError(`the rules file ${file} ${error.message}`)
    const { code } = /** @type {NodeJS.ErrnoException} */ (error)
    const reason = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`
    throw new UsageError(`the rules file ${file}: ${reason}`)
  }
  try {
    return parseRules(text, file)
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message)
    throw error
  }
}

/**
 * Reads the rules of a file.
 *
 * @param {string} file
 * @throws {UsageError}
 */
function openRulesFile(file) {
  // Taken before the file is read, so that a change in between is noticed.
  let version = versionOf(file)
  return {
    file,
    rules: readRules(file),

    /**
     * Gives the receiver the new rules whenever the file changes. If they have a mistake, the old ones stay.
     *
     * @param {Pick<import('./run.js').Receiver, 'rules'>} receiver
     * @param {Pick<import('./run.js').Log, 'rules' | 'rulesError'>} log
     * @returns {() => void} Ends it.
     */
    watch(receiver, log) {
      let before = version
      const timer = setInterval(() => {
        const now = versionOf(file)
        // A file that is still being written will have changed again at the next look.
        const isSettled = now === before
        before = now
        if (!isSettled || now === version) return
        version = now
        try {
          const rules = readRules(file)
          receiver.rules.set(rules)
          log.rules(file, rules.length)
        } catch (error) {
          log.rulesError(/** @type {Error} */ (error).message)
        }
      }, INTERVAL)
      return () => clearInterval(timer)
    },
  }
}

module.exports = { openRulesFile }

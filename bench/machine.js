'use strict'
// The machine that has measured, in words, and the versions on it.

const { execFileSync } = require('node:child_process')
const os = require('node:os')

function describeMachine() {
  const cpus = os.cpus()
  const model = cpus[0].model.replace(/\((?:R|TM)\)|\s+@.*$/gi, '').trim()
  const memory = Math.round(os.totalmem() / 1024 ** 3)
  const [release] = os.release().split('-')
  return `${cpus.length} × ${model}, ${memory} GiB of memory, ${os.type()} ${release}`
}

/** The first version number that a program prints. */
function programVersion(/** @type {string} */ program) {
  try {
    const output = execFileSync(program, ['--version'], { encoding: 'utf8' })
    return /\d+\.\d+(?:\.\d+)?/.exec(output)?.[0] ?? 'unknown'
  } catch {
    return 'missing'
  }
}

/** Versions of what runs in the benchmark. */
function describeVersions() {
  const { version, devDependencies } = require('../package.json')
  const { undici, axios, got, superagent } = devDependencies
  return {
    uploadtask: version,
    'Node.js': process.versions.node,
    rustc: programVersion('rustc'),
    undici,
    axios,
    'form-data': devDependencies['form-data'],
    got,
    superagent,
    curl: programVersion('curl'),
  }
}

module.exports = { describeMachine, describeVersions }

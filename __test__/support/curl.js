'use strict'
// The system's curl, as another client than ours.

const { execFile, execFileSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { temporaryFolder } = require('./files')

/** Why a test with curl is skipped, or false. */
const WITHOUT_CURL = (() => {
  try {
    execFileSync('curl', ['--version'])
    return false
  } catch {
    return 'there is no curl: install it (`apt-get install curl`) and run the tests again'
  }
})()

/**
 * Runs curl and gives what it got. Proxies and the user's configuration are left out.
 *
 * @param {import('node:test').TestContext} context
 * @param {string[]} values
 * @returns {Promise<{ code: number, status: number, body: string, heads: string, stderr: string, seconds: { total: number, head: number } }>}
 *   `code` is curl's exit code; `heads` are the heads of all answers, after redirects more than one.
 */
function curl(context, values) {
  const folder = temporaryFolder(context)
  const [body, heads] = ['body', 'heads'].map((name) => path.join(folder, name))
  const times = '%{http_code} %{time_total} %{time_starttransfer}'
  const own = ['-q', '-sS', '--noproxy', '*', '-o', body, '-D', heads, '-w', times]
  const readText = (/** @type {string} */ file) => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '')
  return new Promise((resolve, reject) => {
    const child = execFile('curl', [...own, ...values], { timeout: 60_000 }, (error, stdout, stderr) => {
      if (error && child.exitCode === null) return reject(error)
      const [status, total, head] = stdout.split(' ').map(Number)
      const code = child.exitCode ?? -1
      resolve({
        code,
        status,
        body: readText(body),
        heads: readText(heads),
        stderr,
        seconds: { total, head },
      })
    })
  })
}

module.exports = { curl, WITHOUT_CURL }

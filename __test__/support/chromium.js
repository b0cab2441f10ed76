'use strict'
// A real browser for tests of pages: Debian's chromium, or one that is there, driven by playwright-core.
//   const { browserTest } = require('../support/chromium.js')
//   browserTest('a title', async (context, browser) => { … })
// Without one, and if none can be installed, the tests are skipped with a sentence that says how to get one.

const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const { after, test } = require('node:test')
const { installPackages, onPath } = require('../../scripts/debian.js')

const HOW =
  'no Chromium was found: `apt-get install chromium fonts-wqy-zenhei` (as root) gives one, or set the variable CHROMIUM to the path of one'

/** Chinese text is boxes without one of these. */
const FONT_PACKAGE = 'fonts-wqy-zenhei'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const OTHER_PLACES = {
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
}

/** The browser that is there already. */
function findBrowser() {
  const { CHROMIUM } = process.env
  if (CHROMIUM) return CHROMIUM
  const found = NAMES.map(onPath).find((file) => file !== undefined)
  const others = /** @type {Record<string, string[]>} */ (OTHER_PLACES)[process.platform] ?? []
  return found ?? others.find((file) => fs.existsSync(file))
}

function hasChineseFont() {
  if (process.platform !== 'linux') return true
  const { error, stdout } = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' })
  return !error && stdout.trim() !== ''
}

/**
 * The path of a Chromium, which is installed first if possible; undefined if there is none.
 *
 * @returns {string | undefined}
 */
function prepareChromium() {
  const missing = [
    ...(findBrowser() === undefined ? ['chromium'] : []),
    ...(hasChineseFont() ? [] : ['fontconfig', FONT_PACKAGE]),
  ]
  if (missing.length > 0) installPackages(missing)
  return findBrowser()
}

/** @type {{ executable?: string, browser?: Promise<import('playwright-core').Browser> } | undefined} */
let prepared

/** What the tests of one file share. Called while the file is loaded, so that the hook is the file's own. */
function prepareOnce() {
  if (prepared === undefined) {
    const shared = { executable: prepareChromium() }
    prepared = shared
    after(async () => (await prepared?.browser)?.close())
  }
  return prepared
}

/** The browser of this test file; it is closed after the last test. */
function openBrowser(/** @type {NonNullable<typeof prepared>} */ shared) {
  const { chromium } = require('playwright-core')
  // Its sandbox does not work for root and in most containers; the pages are our own.
  shared.browser ??= chromium.launch({
    executablePath: shared.executable,
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
    // Without a locale of UTF-8 it has no names for downloads but those of ASCII.
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  })
  return shared.browser
}

/**
 * A test with a browser; skipped if there is none.
 *
 * @param {string} title
 * @param {(context: import('node:test').TestContext, browser: import('playwright-core').Browser) => Promise<void>} body
 */
function browserTest(title, body) {
  const shared = prepareOnce()
  test(title, { skip: shared.executable === undefined && HOW }, async (context) => {
    await body(context, await openBrowser(shared))
  })
}

module.exports = { prepareChromium, browserTest, HOW }

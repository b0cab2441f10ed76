'use strict'
// The pictures of the documents: the inspector in a wide window and on a phone, in both languages, and an animated one for
// the README.
//   npm run pictures            all of them, into docs/
//   npm run pictures -- phone   those with this in their name

const fs = require('node:fs')
const path = require('node:path')
const { prepareChromium, HOW } = require('../../__test__/support/chromium.js')
const { root } = require('../build.js')
const { recordFilm } = require('./film.js')
const { takePhone, takeWide } = require('./stills.js')

/** The largest the animated picture may be, in bytes: GitHub shows it in the README. */
const MAX_FILM = 3_000_000

/** @typedef {import('playwright-core').Browser} Browser */

/** @type {Array<[file: string, make: (browser: Browser) => Promise<Buffer>]>} */
const pictures = [
  ['inspector-desktop.png', (browser) => takeWide(browser, 'en-US')],
  ['inspector-desktop.zh.png', (browser) => takeWide(browser, 'zh-CN')],
  ['inspector-phone.png', (browser) => takePhone(browser, 'en-US')],
  ['inspector-phone.zh.png', (browser) => takePhone(browser, 'zh-CN')],
  ['inspector.webp', recordFilm],
]

async function main() {
  const executablePath = prepareChromium()
  if (executablePath === undefined) throw new Error(HOW)
  const { chromium } = require('playwright-core')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
  const filters = process.argv.slice(2)
  try {
    for (const [file, make] of pictures) {
      if (filters.length > 0 && !filters.some((filter) => file.includes(filter))) continue
      const picture = await make(browser)
      if (file.endsWith('.webp') && picture.length > MAX_FILM) {
        throw new Error(`${file} has ${picture.length} bytes, more than ${MAX_FILM}`)
      }
      fs.writeFileSync(path.join(root, 'docs', file), picture)
      console.log(`docs/${file}: ${picture.length} bytes`)
    }
  } finally {
    await browser.close()
  }
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})

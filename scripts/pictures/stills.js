'use strict'
// Pictures of the inspector as it is.

const sharp = require('sharp')
const { openScene, sendAll } = require('./scene.js')

/** @typedef {import('playwright-core').Browser} Browser */

/** A page of a receiver with uploads. @param {Browser} browser @param {import('playwright-core').BrowserContextOptions} options */
async function openPage(browser, options) {
  const scene = await openScene()
  await sendAll(scene)
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  await page.goto(scene.inspector)
  await page.locator('#list [role=option]').nth(7).waitFor()
  return {
    page,
    /** Opens the newest upload, and waits for its picture. */
    async open() {
      await page.locator('#list [role=option]').first().click()
      await page.locator('.views img').waitFor()
      await page.mouse.move(0, 0)
      await page.waitForFunction(() => {
        const { document } = /** @type {any} */ (globalThis)
        return [...document.images].every((image) => image.complete)
      })
    },
    async close() {
      await context.close()
      await scene.receiver.close()
    },
  }
}

/** The list beside an upload. @param {Browser} browser @param {string} locale */
async function takeWide(browser, locale) {
  const { page, open, close } = await openPage(browser, { viewport: { width: 1280, height: 800 }, locale })
  await open()
  const picture = await page.screenshot()
  await close()
  return small(picture)
}

/** The list and an upload side by side. @param {Browser} browser @param {string} locale */
async function takePhone(browser, locale) {
  const [width, height, gap] = [390, 760, 30]
  const { page, open, close } = await openPage(browser, {
    ...{
      viewport: { width, height },
      locale,
      hasTouch: true,
      colorScheme: locale === 'zh-CN' ? 'dark' : 'light',
    },
  })
  const list = await page.screenshot()
  await open()
  const upload = await page.screenshot()
  await close()
  const both = sharp({ create: { width: width * 2 + gap, height, channels: 4, background: '#00000000' } })
  return small(
    await both
      .composite([
        { input: list, left: 0, top: 0 },
        { input: upload, left: width + gap, top: 0 },
      ])
      .png()
      .toBuffer(),
  )
}

/** 256 colours do for a page, and a clone stays small. */
function small(/** @type {Buffer} */ picture) {
  return sharp(picture).png({ palette: true, effort: 10 }).toBuffer()
}

module.exports = { takePhone, takeWide }

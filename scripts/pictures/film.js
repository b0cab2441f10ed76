'use strict'
// The animated picture: an upload comes in, is opened, gets a rule, and is replayed with it.

const sharp = require('sharp')
const { landscape, openScene, sendAll } = require('./scene.js')

const SIZE = { width: 960, height: 600 }

/** How often a picture is taken while something moves, in milliseconds. */
const STEP_MS = 200

/** How fast the upload comes in, in bytes a second, so that it lasts four seconds or so. */
const THROTTLE = 400_000

/** Takes pictures of a page; one that is the same as the last one makes that last longer. */
function createCamera(/** @type {import('playwright-core').Page} */ page) {
  /** @type {{ picture: Buffer, milliseconds: number }[]} */
  const frames = []

  async function take(/** @type {number} */ milliseconds) {
    const picture = await page.screenshot()
    const last = frames.at(-1)
    if (last?.picture.equals(picture)) last.milliseconds += milliseconds
    else frames.push({ picture, milliseconds })
  }

  return {
    take,
    frames,
    /** Takes pictures until something has happened. */
    async follow(/** @type {Promise<unknown>} */ happening) {
      let isOver = false
      const over = happening.finally(() => {
        isOver = true
      })
      while (!isOver) {
        const began = Date.now()
        await take(STEP_MS)
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, STEP_MS - (Date.now() - began))))
      }
      await over
    },
  }
}

/** @param {import('playwright-core').Browser} browser */
async function recordFilm(browser) {
  const scene = await openScene([
    { id: 'slow', match: { path: '/api/photo' }, throttle: THROTTLE, respond: {} },
  ])
  await sendAll(scene)
  const context = await browser.newContext({ viewport: SIZE, locale: 'en-US', reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(scene.inspector)
  await page.locator('#list [role=option]').nth(7).waitFor()
  const { take, follow, frames } = createCamera(page)
  await take(1000)

  // It comes in …
  const photo = await landscape('#2a9d8f', '#e9c46a', '#264653')
  const content = Buffer.concat([photo, Buffer.alloc(4 * THROTTLE)])
  await follow(
    scene.send('/api/photo', {
      fields: [['album', 'summer']],
      files: [{ field: 'photo', filename: 'lake.jpg', type: 'image/jpeg', content }],
    }),
  )
  await page.locator('#list [role=option][data-state=complete]', { hasText: '/api/photo' }).waitFor()
  await take(1200)
  // … is opened …
  await page.locator('#list [role=option]').first().click()
  await page.locator('.views img').waitFor()
  await take(2200)
  await page.getByRole('tab', { name: 'Timing' }).click()
  await page.locator('.waterfall').waitFor()
  await take(1800)
  // … gets a rule …
  await page.locator('#show-rules').click()
  await page.locator('#rules-text').waitFor()
  await take(1000)
  await page.locator('#rules-text').fill('[]')
  await page.locator('#rules-preset').selectOption({ label: '413: too large' })
  await take(1500)
  await page.locator('#rules-save').click()
  await page.locator('#rules-list [data-id=too-large]').waitFor()
  await take(1500)
  // … and is replayed with it.
  await page.locator('#list [role=option]').first().click()
  await page.locator('#replay').click()
  await take(1500)
  await page.locator('#replay-send').click()
  await page.locator('#replay-answer').waitFor()
  await page.locator('#replay-answer').scrollIntoViewIfNeeded()
  await take(2200)
  await page.locator('#replay-answer').getByRole('button', { name: 'Compare' }).click()
  await page.locator('.compare').waitFor()
  await take(2500)
  await context.close()
  await scene.receiver.close()

  return sharp(
    frames.map(({ picture }) => picture),
    { join: { animated: true } },
  )
    .webp({
      quality: 75,
      effort: 6,
      minSize: true,
      loop: 0,
      delay: frames.map(({ milliseconds }) => milliseconds),
    })
    .toBuffer()
}

module.exports = { recordFilm }

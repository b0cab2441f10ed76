'use strict'
// The page in a real browser: what scrolls, by wheel, swipe and keys, and what does not.

const assert = require('node:assert/strict')

const { browserTest } = require('../support/chromium.js')
const { focused, openInspector, PHONE, row, scrollTop, sendMany } = require('../support/inspector-page.js')

/** How far the document itself could be scrolled. */
function overflow(/** @type {import('playwright-core').Page} */ page) {
  return page.evaluate(() => {
    const { scrollHeight, clientHeight } = /** @type {any} */ (globalThis).document.scrollingElement
    return scrollHeight - clientHeight
  })
}

browserTest(
  'inspector: with 40 uploads the list scrolls by wheel, and nothing but the list',
  async (context, browser) => {
    const inspected = await openInspector(context, browser)
    const { page, complaints } = inspected
    const ids = await sendMany(inspected, 40)
    await row(page, ids[39]).waitFor()
    assert.equal(await overflow(page), 0)
    await page.mouse.move(300, 500)
    await page.mouse.wheel(0, 10_000)
    await row(page, ids[0]).waitFor()
    const box = await row(page, ids[0]).boundingBox()
    assert.ok(box && box.y + box.height <= 800, JSON.stringify(box))
    // Over the bar there is nothing to scroll, not even blank space.
    await page.mouse.move(300, 20)
    await page.mouse.wheel(0, 10_000)
    await page.mouse.move(300, 500)
    await page.mouse.wheel(0, -10_000)
    await page.waitForFunction(
      () => /** @type {any} */ (globalThis).document.querySelector('#inbox .scroll').scrollTop === 0,
    )
    assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).scrollY), 0)
    assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).document.body.scrollTop), 0)

    // The pane scrolls beside it.
    await row(page, ids[39]).click()
    await page.locator('#tab-upload-headers').click()
    const before = await scrollTop(page, '#inbox .scroll')
    await page.setViewportSize({ width: 1280, height: 360 })
    await page.mouse.move(900, 320)
    await page.mouse.wheel(0, 10_000)
    await page.waitForFunction(
      () => /** @type {any} */ (globalThis).document.querySelector('#pane').scrollTop > 0,
    )
    assert.equal(await scrollTop(page, '#inbox .scroll'), before)
    assert.equal(await overflow(page), 0)
    assert.deepEqual(complaints, [])
  },
)

browserTest(
  'inspector: the list scrolls by keys, and the row with the focus is in sight',
  async (context, browser) => {
    const inspected = await openInspector(context, browser)
    const { page } = inspected
    const ids = await sendMany(inspected, 40)
    await row(page, ids[39]).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.press('ArrowDown')
    for (const [key, id] of /** @type {[string, string][]} */ ([
      ['End', ids[0]],
      ['Home', ids[39]],
      ['PageDown', ids[29]],
      ['PageDown', ids[19]],
      ['PageDown', ids[9]],
      ['PageUp', ids[19]],
    ])) {
      await page.keyboard.press(key)
      assert.equal(await focused(page), `upload-${id}`, key)
      const box = await row(page, id).boundingBox()
      assert.ok(box && box.y >= 100 && box.y + box.height <= 800, `${key}: ${JSON.stringify(box)}`)
    }
  },
)

browserTest('inspector: the list scrolls by swiping', async (context, browser) => {
  const inspected = await openInspector(context, browser, {
    page: { viewport: PHONE, hasTouch: true, isMobile: true },
  })
  const { page, browsing } = inspected
  const ids = await sendMany(inspected, 40)
  await row(page, ids[39]).waitFor()
  const session = await browsing.newCDPSession(page)
  /** A finger that goes from one height to another. */
  async function swipe(/** @type {number} */ from, /** @type {number} */ to) {
    const touch = (/** @type {'touchStart' | 'touchMove'} */ type, /** @type {number} */ y) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: [{ x: 180, y }] })
    await touch('touchStart', from)
    for (let step = 1; step <= 20; step += 1) await touch('touchMove', from + ((to - from) * step) / 20)
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  }
  await swipe(600, 200)
  await page.waitForFunction(
    () => /** @type {any} */ (globalThis).document.querySelector('#inbox .scroll').scrollTop > 300,
  )
  assert.equal(await overflow(page), 0)
  await swipe(200, 730)
  await swipe(200, 730)
  await page.waitForFunction(
    () => /** @type {any} */ (globalThis).document.querySelector('#inbox .scroll').scrollTop === 0,
  )
  // A swipe over the bar moves nothing.
  await swipe(20, -300)
  assert.equal(await scrollTop(page, '#inbox .scroll'), 0)
})

browserTest(
  'inspector: a deep link, a reload and new uploads keep the row in sight',
  async (context, browser) => {
    const inspected = await openInspector(context, browser)
    const { page, upload, inspector } = inspected
    const ids = await sendMany(inspected, 60)
    await page.goto(`${inspector}#/upload/${ids[2]}`)
    await page.reload()
    const inSight = async () => {
      await row(page, ids[2]).waitFor()
      const box = await row(page, ids[2]).boundingBox()
      assert.ok(box && box.y >= 100 && box.y + box.height <= 800, JSON.stringify(box))
      return box.y
    }
    await inSight()
    assert.equal(await row(page, ids[2]).getAttribute('aria-selected'), 'true')
    const before = await inSight()
    // What comes in above does not push it away.
    await upload({ path: '/new', fields: [['a', 'b']] })
    await page.getByRole('button', { name: 'All 61', exact: true }).waitFor()
    assert.equal(await inSight(), before)
  },
)

browserTest('inspector: no address stops the page', async (context, browser) => {
  const { page, upload, inspector, complaints } = await openInspector(context, browser)
  const { upload: one } = await upload({ fields: [['a', 'b']] })
  for (const hash of ['#/upload/%', '#/compare/%E4/%', '#/%', '#/upload/..%2f..%2frules', '#//']) {
    await page.goto(`${inspector}${hash}`)
    await page.reload()
    await row(page, one.id).waitFor()
    await page.locator('#connection[data-state=connected]').waitFor()
  }
  assert.deepEqual(complaints, [])
})

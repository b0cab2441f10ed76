'use strict'
// The page in a real browser, looked at by axe-core: every view, in both colour schemes and languages, wide and narrow.

const assert = require('node:assert/strict')
const fs = require('node:fs')

const { browserTest } = require('../support/chromium.js')
const { png } = require('../support/inspector.js')
const { openInspector, PHONE, row } = require('../support/inspector-page.js')

const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

/** What axe-core finds on the page as it is now. */
function findings(/** @type {import('playwright-core').Page} */ page) {
  return page.evaluate(async () => {
    const { axe } = /** @type {any} */ (globalThis)
    // Nothing is to be fetched, and what is in order needs no report.
    const { violations } = await axe.run({ preload: false, resultTypes: ['violations'] })
    return violations.flatMap((/** @type {any} */ { id, nodes }) =>
      nodes.map(
        (/** @type {any} */ { html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`,
      ),
    )
  })
}

/** Uploads of every kind. @param {Awaited<ReturnType<typeof openInspector>>} inspected */
async function sendAll({ upload, request, receiver }) {
  const { upload: whole } = await upload({
    fields: [['album', 'summer']],
    files: [
      { filename: 'a.png', type: 'image/png', content: png(30, 20, [200, 20, 20]) },
      { filename: 'a.json', type: 'application/json', content: '{"a":[1,"b",null]}' },
    ],
  })
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
  const body = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nvalue\r\n--xwrong'
  await request('/broken', { method: 'POST', headers, body })
  return [whole.id, receiver.uploads[1].id]
}

for (const [title, options] of /** @type {[string, import('playwright-core').BrowserContextOptions][]} */ ([
  ['light', { colorScheme: 'light' }],
  ['dark, in Chinese', { colorScheme: 'dark', locale: 'zh-CN' }],
  ['on a phone', { viewport: PHONE, hasTouch: true }],
])) {
  browserTest(`inspector: axe-core finds nothing (${title})`, async (context, browser) => {
    const inspected = await openInspector(context, browser, {
      receiver: { rules: [{ id: 'slow', delay: 1, bodyDelay: 1, respond: { body: { a: 1 } } }] },
      // axe-core is brought from outside, which the page's own policy forbids.
      page: { ...options, bypassCSP: true, reducedMotion: 'reduce' },
    })
    const { page, inspector } = inspected
    const isNarrow = options.viewport === PHONE
    await page.evaluate(AXE)
    const check = async (/** @type {string} */ what) => assert.deepEqual(await findings(page), [], what)
    await check('before the first upload')
    const [whole, broken] = await sendAll(inspected)
    await row(page, broken).waitFor()
    await check('list')
    for (const tab of ['files', 'fields', 'headers', 'raw', 'response', 'timing']) {
      await page.goto(`${inspector}#/upload/${whole}/${tab}`)
      await page.locator(`#tab-upload-${tab}[aria-selected=true]`).waitFor()
      await page.locator('.pane-body .part').first().waitFor()
      if (tab === 'files') await page.locator('.views img').waitFor()
      await check(tab)
    }
    await page.goto(`${inspector}#/upload/${broken}/raw`)
    await page.locator('pre mark').waitFor()
    await check('raw of a failed one')
    await page.goto(`${inspector}#/compare/${whole}/${broken}`)
    await page.locator('.compare').waitFor()
    await check('comparison')
    await page.goto(`${inspector}#/upload/${whole}`)
    await page.locator('.card').nth(1).click()
    await page.locator('.json').waitFor()
    await check('JSON')
    await page.locator('#more').click()
    await page.getByRole('menu').waitFor()
    await check('menu')
    await page.keyboard.press('Escape')
    if (isNarrow) await page.locator('#more').click()
    await page.getByRole(isNarrow ? 'menuitem' : 'button', { name: /^(Copy as|复制为)/ }).click()
    await page.locator('#code').waitFor()
    await check('copy as')
    await page.keyboard.press('Escape')
    if (isNarrow) await page.locator('#more').click()
    await page.getByRole(isNarrow ? 'menuitem' : 'button', { name: /^(Replay|重放)/ }).click()
    await page.locator('#replay-url').waitFor()
    await page.locator('.replay summary').first().click()
    await check('replay')
    await page.keyboard.press('Escape')
    await page.goto(`${inspector}#/rules`)
    await page.locator('#rules-text').waitFor()
    await check('rules')
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await check('help')
  })
}

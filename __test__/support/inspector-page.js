'use strict'
// The inspector's page in a browser, and what its tests ask of it.

const assert = require('node:assert/strict')
const { startInspected } = require('./inspector.js')

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Browser} Browser */

const DESKTOP = { width: 1280, height: 800 }
const PHONE = { width: 360, height: 740 }

/**
 * Opens the page of a receiver. The test fails when the page throws, breaks its policy or asks another host.
 *
 * @param {import('node:test').TestContext} context
 * @param {Browser} browser
 * @param {{ receiver?: object, page?: import('playwright-core').BrowserContextOptions, hash?: string }} [options]
 */
async function openInspector(context, browser, options = {}) {
  const inspected = await startInspected(context, options.receiver)
  const browsing = await browser.newContext({ viewport: DESKTOP, locale: 'en-US', ...options.page })
  context.after(() => browsing.close())
  const page = await browsing.newPage()
  page.setDefaultTimeout(20_000)
  /** @type {string[]} */
  const complaints = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    // The browser reports a refused call of the API, too.
    const isAnswer = message.text().startsWith('Failed to load resource')
    if (message.type() === 'error' && !isAnswer) complaints.push(message.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(`${inspected.url}/`)) complaints.push(`asked ${request.url()}`)
  })
  await page.goto(String(inspected.inspector))
  await page.locator('#connection[data-state=connected]').waitFor()
  return { ...inspected, page, browsing, complaints }
}

/** The row of an upload. */
function row(/** @type {Page} */ page, /** @type {string} */ id) {
  return page.locator(`#upload-${id}`)
}

/** What has the focus, as text for comparing. */
function focused(/** @type {Page} */ page) {
  return page.evaluate(() => {
    const element = /** @type {any} */ (globalThis).document.activeElement
    return element.id || element.getAttribute('aria-label') || element.textContent
  })
}

/** How far an element is scrolled. */
function scrollTop(/** @type {Page} */ page, /** @type {string} */ selector) {
  return page.locator(selector).evaluate((element) => /** @type {any} */ (element).scrollTop)
}

/** Sends small uploads, one after the other; returns their ids, the oldest first. */
async function sendMany(
  /** @type {Pick<Awaited<ReturnType<typeof startInspected>>, 'upload'>} */ { upload },
  /** @type {number} */ count,
) {
  const ids = []
  for (let index = 0; index < count; index += 1) {
    ids.push(
      (await upload({ path: `/n/${index}`, files: [{ filename: `${index}.txt`, content: 'abc' }] })).upload
        .id,
    )
  }
  return ids
}

async function assertNoSidewaysScrolling(/** @type {Page} */ page) {
  const [content, window] = await page.evaluate(() => {
    const { document, innerWidth } = /** @type {any} */ (globalThis)
    return [document.documentElement.scrollWidth, innerWidth]
  })
  assert.ok(content <= window, `${content} pixels in a window of ${window}`)
}

module.exports = { PHONE, openInspector, row, focused, scrollTop, sendMany, assertNoSidewaysScrolling }

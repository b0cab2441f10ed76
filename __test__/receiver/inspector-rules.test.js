'use strict'
// The page in a real browser: the rules.

const assert = require('node:assert/strict')

const { browserTest } = require('../support/chromium.js')
const { openInspector } = require('../support/inspector-page.js')

browserTest(
  'inspector: rules are listed, edited and saved; the line of an error is shown',
  async (context, browser) => {
    const { page, receiver, complaints } = await openInspector(context, browser, {
      receiver: { rules: [{ id: 'big', match: { path: '/big/**' }, respond: { status: 413 } }] },
    })
    await page.locator('#show-rules').click()
    await page.locator('#rules-list li', { hasText: 'path /big/**' }).waitFor()
    const area = page.locator('#rules-text')
    await area.fill('[\n  // slow\n  { "id": "slow", "delay": "x" }\n]')
    await page.locator('#rules-save').click()
    const problem = page.getByRole('alert')
    await problem.getByText('Line 3').waitFor()
    assert.match(String(await problem.textContent()), /rules\.json:3:\d+.*delay/)
    assert.equal(await area.getAttribute('aria-invalid'), 'true')
    const selected = await area.evaluate((/** @type {any} */ { value, selectionStart, selectionEnd }) =>
      value.slice(selectionStart, selectionEnd),
    )
    assert.equal(selected, '  { "id": "slow", "delay": "x" }')
    assert.equal(receiver.rules.list()[0].id, 'big')

    await area.fill('[\n  // slow\n  { "id": "slow", "delay": 5 }\n]')
    await page.keyboard.press('Control+s')
    await page.locator('#rules-list li', { hasText: 'delay 5' }).waitFor()
    assert.equal(receiver.rules.list()[0].delay, 5)
    assert.equal(await problem.isVisible(), false)
    // Changed by code: shown at once, and what is being written is not lost.
    receiver.rules.add({ id: 'added', delay: 7 })
    await page.locator('#rules-list li', { hasText: 'added' }).waitFor()
    await page.waitForFunction(() =>
      /** @type {any} */ (globalThis).document.querySelector('#rules-text').value.includes('added'),
    )
    await area.fill('[] // mine')
    receiver.rules.clear()
    await page.getByText('changed elsewhere').waitFor()
    assert.equal(await area.inputValue(), '[] // mine')
    // Nor by going elsewhere, or by another language.
    await page.keyboard.press('Escape')
    await area.waitFor({ state: 'detached' })
    await page.locator('#show-rules').click()
    await page.locator('#language').click()
    await page.getByRole('heading', { name: '规则', exact: true }).waitFor()
    await page.locator('#language').click()
    await page.getByRole('heading', { name: 'Rules', exact: true }).waitFor()
    await page.waitForFunction(
      () => /** @type {any} */ (globalThis).document.querySelector('#rules-text').value === '[] // mine',
    )
    await page.getByRole('button', { name: 'Insert an example' }).click()
    await page.locator('#rules-save').click()
    await page.locator('#rules-list li', { hasText: 'refused' }).waitFor()
    await page.getByRole('button', { name: 'Delete rule slow' }).click()
    await page.waitForFunction(
      () => /** @type {any} */ (globalThis).document.querySelectorAll('#rules-list li').length === 1,
    )
    assert.deepEqual(
      receiver.rules.list().map(({ id }) => id),
      ['refused'],
    )
    assert.deepEqual(complaints, [])
  },
)

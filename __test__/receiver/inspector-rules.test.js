'use strict'
// The page in a real browser: the rules.

const assert = require('node:assert/strict')

const { test } = require('node:test')

const { browserTest } = require('../support/chromium.js')
const { importPage } = require('../support/page-module.js')
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
    const text = async () => (await area.locator('.cm-line').allTextContents()).join('\n')
    await area.fill('[\n  // slow\n  { "id": "slow", "delay": "x" }\n]')
    await page.locator('#rules-save').click()
    const problem = page.getByRole('alert')
    await problem.getByText('Line 3').waitFor()
    assert.match(String(await problem.textContent()), /rules\.json:3:\d+.*delay/)
    // Its line is selected, so that it can be written anew.
    await page.keyboard.type('  { "id": "slow", "delay": 5 }')
    await page.keyboard.press('Control+s')
    await page.locator('#rules-list li', { hasText: 'delay 5' }).waitFor()
    assert.equal(receiver.rules.list()[0].delay, 5)
    await problem.waitFor({ state: 'detached' })
    // Changed by code: shown at once, and what is being written is not lost.
    receiver.rules.add({ id: 'added', delay: 7 })
    await page.locator('#rules-list li', { hasText: 'added' }).waitFor()
    await area.locator('.cm-line', { hasText: 'added' }).waitFor()
    await area.fill('[] // mine')
    receiver.rules.clear()
    await page.getByText('changed elsewhere').waitFor()
    assert.equal(await text(), '[] // mine')
    // Nor when the page goes elsewhere, or changes the language.
    await page.locator('#pane-title').focus()
    await page.keyboard.press('Escape')
    await area.waitFor({ state: 'detached' })
    await page.locator('#show-rules').click()
    await page.locator('#language').click()
    await page.getByRole('heading', { name: '规则', exact: true }).waitFor()
    await page.locator('#language').click()
    await page.getByRole('heading', { name: 'Rules', exact: true }).waitFor()
    await area.locator('.cm-line', { hasText: '[] // mine' }).waitFor()
    await page.locator('#rules-save').click()
    await page.getByText('No rules').waitFor()
    assert.deepEqual(complaints, [])
  },
)

browserTest('inspector: presets, formatting and rules from an upload', async (context, browser) => {
  const { page, receiver, request, complaints } = await openInspector(context, browser)
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
  await request('/a*b', { method: 'POST', headers, body: '--x\r\n\r\n--x--' })
  const [{ id }] = receiver.uploads
  await page.locator('#show-rules').click()
  const area = page.locator('#rules-text')
  await area.waitFor()
  const preset = (/** @type {string} */ label) => page.locator('#rules-preset').selectOption({ label })
  await area.fill('[ // first\n]')
  await preset('503 twice, then 200')
  await preset('413: too large')
  await preset('Slow 3G')
  await preset('Break at half')
  await preset('S3 form with a policy')
  await area.locator('.cm-line', { hasText: '// first' }).waitFor()
  await page.locator('#rules-save').click()
  await page.locator('#rules-list li').nth(5).waitFor()
  assert.deepEqual(
    receiver.rules.list().map((rule) => rule.id),
    ['busy-twice', 'too-large', 'slow-3g', 'break-at-half', 's3-accepted', 's3-denied'],
  )
  assert.deepEqual(receiver.rules.list()[0].respond, { status: 503, headers: { 'Retry-After': '1' } })

  await area.fill('[{"id":"x","delay":1}]')
  await page.getByRole('button', { name: 'Format' }).click()
  await area.locator('.cm-line', { hasText: '"delay": 1' }).waitFor()
  await page.locator('#rules-save').click()
  await page.locator('#rules-list li', { hasText: 'delay 1' }).waitFor()

  await page.locator(`#upload-${id}`).click()
  await page.locator('#more').click()
  await page.getByRole('menuitem', { name: 'Rule from this upload' }).click()
  await area.locator('.cm-line', { hasText: '"path": "/a\\\\*b"' }).waitFor()
  await page.locator('#rules-save').click()
  await page.locator('#rules-list li').nth(1).waitFor()
  // It means this path, and no other.
  assert.deepEqual(receiver.rules.list()[1].match, { method: 'POST', path: '/a\\*b' })
  assert.deepEqual(complaints, [])
})

browserTest('inspector: the editor completes by the JSON Schema', async (context, browser) => {
  const { page, complaints } = await openInspector(context, browser)
  await page.locator('#show-rules').click()
  const area = page.locator('#rules-text')
  await area.waitFor()
  await area.fill('[{  }]')
  await page.keyboard.press('Home')
  for (let count = 0; count < 3; count += 1) await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Control+Space')
  const list = page.locator('.cm-tooltip-autocomplete')
  const options = list.locator('li')
  await list.getByText('throttle').first().waitFor()
  await page.keyboard.type('"resp')
  await options.nth(1).waitFor({ state: 'detached' })
  await options.filter({ hasText: 'respond' }).click()
  await area.locator('.cm-line', { hasText: '"respond": {}' }).waitFor()
  // Inside the braces that came with it.
  await page.keyboard.press('Control+Space')
  await list.getByText('gzip').first().waitFor()
  assert.deepEqual(complaints, [])
})

test('inspector: what completes at a place in the rules', async () => {
  const { completionsAt } = await importPage('rules/completion.ts')
  const schema = require('../../rules.schema.json')
  /** The labels at the `|`. */
  const at = (/** @type {string} */ text) =>
    completionsAt(schema, text.replace('|', ''), text.indexOf('|'))?.options.map(
      (/** @type {any} */ { label }) => label,
    )
  assert.deepEqual(at('[{ "match": { "|" } }]'), ['method', 'path', 'header', 'field', 'filename', 'type'])
  assert.deepEqual(at('[{ "match": { "method": | } }]'), ['"POST"', '"PUT"', '"PATCH"'])
  assert.deepEqual(at('[{ "early": | }]'), ['true', 'false'])
  assert.deepEqual(at('[{ "fault": { | } }]'), ['drop', 'reset'])
  assert.ok(at('[ /* a comment */ { "id": "x", | } ]').includes('passthrough'))
  assert.equal(at('[{ "id": "|" }]'), undefined)
  assert.equal(at('[{ "unknown": { "|" } }]'), undefined)
})

browserTest(
  'inspector: rules are turned off, moved by keys and by dragging, and counted',
  async (context, browser) => {
    const rules = ['one', 'two', 'three'].map((id) => ({ id, delay: 1 }))
    const { page, receiver, upload, complaints } = await openInspector(context, browser, {
      receiver: { rules },
    })
    await upload({ fields: [['a', 'b']] })
    await page.locator('#show-rules').click()
    const item = (/** @type {string} */ id) => page.locator(`#rules-list [data-id=${id}]`)
    await item('one').getByText('applied once').waitFor()
    await upload({ fields: [['a', 'b']] })
    await item('one').getByText('applied 2 times').waitFor()

    await page.getByRole('checkbox', { name: 'Rule two is on' }).uncheck()
    await page.locator('#rules-list [data-id=two].is-off').waitFor()
    await upload({ fields: [['a', 'b']] })
    await item('three').getByText('applied 3 times').waitFor()
    await item('two').getByText('applied 2 times').waitFor()

    const order = () => receiver.rules.list().map(({ id }) => id)
    const shown = (/** @type {string[]} */ ...ids) =>
      page.waitForFunction(
        (wanted) =>
          [.../** @type {any} */ (globalThis).document.querySelectorAll('#rules-list li')]
            .map((/** @type {any} */ { dataset }) => dataset.id)
            .join() === wanted,
        ids.join(),
      )
    await page.getByRole('button', { name: 'Move rule three up' }).press('Enter')
    await shown('one', 'three', 'two')
    assert.deepEqual(order(), ['one', 'three', 'two'])
    assert.equal(await page.getByRole('button', { name: 'Move rule one up' }).isDisabled(), true)
    await item('two').dragTo(item('one'))
    await shown('two', 'one', 'three')
    assert.deepEqual(order(), ['two', 'one', 'three'])
    // It is still off.
    assert.equal(await page.getByRole('checkbox', { name: 'Rule two is on' }).isChecked(), false)
    await page.getByRole('button', { name: 'Delete rule one' }).click()
    await shown('two', 'three')
    assert.deepEqual(complaints, [])
  },
)

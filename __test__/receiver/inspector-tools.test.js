'use strict'
// The page in a real browser: filters, sorting, several selected, following, pins and notes.

const assert = require('node:assert/strict')
const { once } = require('node:events')

const { browserTest } = require('../support/chromium.js')
const { png } = require('../support/inspector.js')
const { focused, openInspector, row, sendMany } = require('../support/inspector-page.js')

/** The ids in the list, from the top. */
function listed(/** @type {import('playwright-core').Page} */ page) {
  return page
    .locator('#list [role=option]')
    .evaluateAll((rows) =>
      rows
        .sort((/** @type {any} */ one, /** @type {any} */ other) => one.ariaPosInSet - other.ariaPosInSet)
        .map((/** @type {any} */ { dataset }) => dataset.id),
    )
}

browserTest(
  'inspector: uploads are filtered by status, rule, method and type, and sorted by columns',
  async (context, browser) => {
    const { page, upload, complaints } = await openInspector(context, browser, {
      receiver: { rules: [{ id: 'big', match: { path: '/big' }, respond: { status: 413 } }] },
    })
    const send = async (/** @type {import('../support/inspector.js').Form} */ form) =>
      (await upload(form)).upload.id
    const a = await send({
      path: '/b',
      files: [{ filename: 'z.png', type: 'image/png', content: png(9, 9, [1, 2, 3]) }],
    })
    const b = await send({
      path: '/big',
      files: [{ filename: 'y.txt', type: 'text/plain', content: 'x'.repeat(5000) }],
    })
    const c = await send({ path: '/a', method: 'PUT', fields: [['a', 'b']] })
    await row(page, c).waitFor()
    assert.deepEqual(await listed(page), [c, b, a])
    const pick = (/** @type {string} */ name, /** @type {string} */ label) =>
      page.getByRole('combobox', { name }).selectOption({ label })
    for (const [name, label, expected] of /** @type {[string, string, string[]][]} */ ([
      ['Status', '413', [b]],
      ['Status', '200', [c, a]],
      ['Rule', 'big', [b]],
      ['Rule', 'none', [c, a]],
      ['Method', 'PUT', [c]],
      ['Type', 'image', [a]],
      ['Type', 'none', [c]],
    ])) {
      await pick(name, label)
      assert.deepEqual(await listed(page), expected, `${name} ${label}`)
      await pick(name, name)
    }
    // Two of them together.
    await pick('Status', '200')
    await pick('Method', 'POST')
    assert.deepEqual(await listed(page), [a])
    await pick('Status', 'Status')
    await pick('Method', 'Method')

    const sort = (/** @type {string} */ column) =>
      page.getByRole('button', { name: new RegExp(`^Sort by ${column}`) }).click()
    for (const [column, expected] of /** @type {[string, string[]][]} */ ([
      ['Path', [c, a, b]],
      ['Path', [b, a, c]],
      ['File', [c, b, a]],
      ['Status', [c, a, b]],
      ['Time', [c, b, a]],
      ['Time', [a, b, c]],
    ])) {
      await sort(column)
      assert.deepEqual(await listed(page), expected, column)
    }
    await page.getByRole('button', { name: 'Sort by Time, now ascending' }).waitFor()
    await sort('Size')
    assert.equal((await listed(page))[2], b)
    assert.deepEqual(complaints, [])
  },
)

browserTest(
  'inspector: a row has a thumbnail of its picture, and a decoded path',
  async (context, browser) => {
    const { page, receiver, request, complaints } = await openInspector(context, browser)
    const { encode } = require('../support/inspector.js')
    const picture = png(40, 40, [200, 30, 30])
    const { contentType, body } = encode({
      files: [{ filename: 'a.png', type: 'image/png', content: picture }],
    })
    const headers = { 'Content-Type': contentType }
    await request('/%E4%B8%AD%E6%96%87/%E2%80%AE?q=%E4%BD%A0&bad=%E4', { method: 'POST', headers, body })
    const [{ id }] = receiver.uploads
    const image = row(page, id).locator('img.thumbnail')
    await image.waitFor()
    await page.waitForFunction(
      () => /** @type {any} */ (globalThis).document.querySelector('img.thumbnail').naturalWidth === 40,
    )
    // What turns the direction is shown by its code, and what is no UTF-8 as it was sent.
    assert.equal(await row(page, id).locator('.path').textContent(), '/中文/U+202E?q=你&bad=%E4')
    const box = await row(page, id).boundingBox()
    assert.equal(box?.height, 36)
    await row(page, id).click()
    assert.equal(await page.locator('#pane-title').textContent(), 'POST /中文/U+202E?q=你&bad=%E4')
    assert.deepEqual(complaints, [])
  },
)

browserTest('inspector: errors are Chinese in the Chinese page', async (context, browser) => {
  const { page, receiver, request, upload } = await openInspector(context, browser, {
    page: { locale: 'zh-CN' },
  })
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
  await request('/broken', { method: 'POST', headers, body: 'no' })
  const [{ id }] = receiver.uploads
  const note = row(page, id).locator('.note')
  await note.getByText('请求正文不是有效的 multipart 数据').waitFor()
  await row(page, id).click()
  await page.locator('#pane .error', { hasText: '请求正文不是有效的 multipart 数据' }).waitFor()
  // Even if a call is refused.
  await page.keyboard.press('r')
  const area = page.locator('#rules-text')
  await area.fill('[{"nonsense":1}]')
  await page.locator('#rules-save').click()
  await page.getByRole('alert').getByText('规则有误').waitFor()
  await upload({ fields: [['a', 'b']] })
  await page.locator('#language').click()
  await note.getByText('The body is not').waitFor()
})

browserTest('inspector: several uploads are selected, compared and deleted', async (context, browser) => {
  const inspected = await openInspector(context, browser)
  const { page, upload, receiver, complaints } = inspected
  const ids = await sendMany(inspected, 5)
  const { upload: other } = await upload({ path: '/n/0', fields: [['extra', 'field']] })
  await row(page, other.id).waitFor()
  const selected = () =>
    page
      .locator('#list [aria-selected=true]')
      .evaluateAll((rows) => rows.map((/** @type {any} */ { dataset }) => dataset.id).sort())
  await row(page, ids[0]).click()
  await row(page, other.id).click({ modifiers: ['Control'] })
  assert.deepEqual(await selected(), [ids[0], other.id].sort())
  await page.getByRole('button', { name: 'Compare' }).click()
  assert.equal(await focused(page), 'pane-title')
  const table = page.locator('.compare')
  await table.locator('tr.is-different', { hasText: 'extra' }).waitFor()
  await table.locator('tr.is-different', { hasText: '0.txt' }).waitFor()
  assert.equal(await table.locator('mark', { hasText: 'field' }).count(), 1)
  assert.equal(await table.getByRole('row', { name: /^Method/ }).count(), 0)
  await page.locator('#compare-all').check()
  await table.getByRole('row', { name: /^Method POST POST/ }).waitFor()
  await page.reload()
  await table.locator('tr.is-different', { hasText: 'extra' }).waitFor()

  // A range, by pointer and by keys; all of them.
  await row(page, ids[4]).click()
  await row(page, ids[2]).click({ modifiers: ['Shift'] })
  assert.deepEqual(await selected(), ids.slice(2).sort())
  await page.keyboard.press('Shift+ArrowDown')
  assert.deepEqual(await selected(), ids.slice(1).sort())
  await page.keyboard.press('Escape')
  assert.deepEqual(await selected(), [ids[4]])
  await row(page, ids[4]).focus()
  await page.keyboard.press('Control+a')
  assert.equal((await selected()).length, 6)
  await page.keyboard.press('Escape')

  // By taps alone.
  await page.locator('#select').click()
  await row(page, ids[1]).click()
  await row(page, ids[3]).click()
  await page.getByText('2 selected').waitFor()
  assert.deepEqual(await selected(), [ids[1], ids[3]].sort())
  await page.clock.install()
  await page.locator('.selection').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('2 uploads deleted').waitFor()
  assert.equal((await listed(page)).length, 4)
  const removed = once(receiver, 'remove')
  await page.clock.fastForward(10_000)
  await removed
  await page.waitForFunction(() => /** @type {any} */ (globalThis).document.title.startsWith('(4)'))
  assert.deepEqual(complaints, [])
})

browserTest('inspector: the newest upload is followed when that is wanted', async (context, browser) => {
  const inspected = await openInspector(context, browser)
  const { page } = inspected
  const [first] = await sendMany(inspected, 1)
  await row(page, first).click()
  const [second] = await sendMany(inspected, 1)
  await row(page, second).waitFor()
  assert.equal(await row(page, first).getAttribute('aria-selected'), 'true')
  await page.locator('#follow').click()
  assert.equal(await page.locator('#follow').getAttribute('aria-pressed'), 'true')
  const [third] = await sendMany(inspected, 1)
  await row(page, third).and(page.locator('[aria-selected=true]')).waitFor()
  // Rules are not left by themselves.
  await page.locator('#show-rules').click()
  await page.locator('#rules-text').waitFor()
  const [fourth] = await sendMany(inspected, 1)
  await row(page, fourth).waitFor()
  assert.equal(await page.locator('#rules-text').count(), 1)
})

browserTest('inspector: an upload is pinned, noted, and ended while it runs', async (context, browser) => {
  const inspected = await openInspector(context, browser)
  const { page, receiver, port, complaints } = inspected
  const ids = await sendMany(inspected, 3)
  await row(page, ids[0]).click()
  const menu = async (/** @type {string} */ name) => {
    await page.locator('#more').click()
    await page.getByRole('menuitem', { name }).click()
  }
  await menu('Pin')
  await row(page, ids[0]).getByText('Pinned').waitFor({ state: 'attached' })
  assert.deepEqual(await listed(page), [ids[0], ids[2], ids[1]])
  await menu('Unpin')
  await row(page, ids[0]).getByText('Pinned').waitFor({ state: 'detached' })
  await menu('Note …')
  await page.locator('#note-text').fill('looks <b>odd</b>')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.locator('.note-text', { hasText: 'looks <b>odd</b>' }).waitFor()
  assert.equal(await page.locator('.note-text b').count(), 0)

  const sent = require('node:http').request({
    ...{ port, host: '127.0.0.1', method: 'POST', path: '/running' },
    headers: { 'Content-Type': 'multipart/form-data; boundary=x', 'Content-Length': '1000' },
  })
  sent.on('error', () => {})
  const begun = once(receiver, 'head')
  sent.write('--x\r\nContent-Disposition: form-data; name="a"; filename="half.bin"\r\n\r\nabc')
  const [{ id }] = await begun
  await row(page, id).click()
  const ended = once(receiver, 'end')
  await page.locator('#end').click()
  await ended
  await row(page, id).locator('.state', { hasText: 'Failed' }).waitFor()
  assert.equal(await page.locator('#end').count(), 0)
  assert.deepEqual(complaints, [])
})

browserTest('inspector: the menu is one of the ARIA pattern', async (context, browser) => {
  const inspected = await openInspector(context, browser)
  const { page } = inspected
  const [id] = await sendMany(inspected, 1)
  await row(page, id).click()
  await page.locator('#more').press('Enter')
  await page.locator('[role=menuitem]:focus', { hasText: 'Pin' }).waitFor()
  await page.keyboard.press('ArrowDown')
  assert.equal(await focused(page), 'Note …')
  await page.keyboard.press('End')
  assert.equal(await focused(page), 'Download as HAR')
  await page.keyboard.press('ArrowDown')
  assert.equal(await focused(page), 'Pin')
  await page.keyboard.press('Escape')
  assert.equal(await focused(page), 'more')
  assert.equal(await page.getByRole('menu').count(), 0)
})

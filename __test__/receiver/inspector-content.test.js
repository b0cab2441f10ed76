'use strict'
// The page in a real browser: what it shows of an upload, and that nothing of it runs.

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const fs = require('node:fs')

const { browserTest } = require('../support/chromium.js')
const { png } = require('../support/inspector.js')
const {
  assertNoSidewaysScrolling,
  focused,
  openInspector,
  PHONE,
  row,
} = require('../support/inspector-page.js')

const HOSTILE = [
  '<img src=x onerror="window.owned=1">.png',
  '"><script>window.owned=1</script>',
  `it's "quoted" & <b>bold</b>`,
  '\u202egnp.exe',
  'شكرا لك.txt',
  'x'.repeat(300),
  '西湖'.repeat(60),
]

browserTest('inspector: hostile names and values are text and break nothing', async (context, browser) => {
  const { page, upload, complaints, url } = await openInspector(context, browser, {
    page: { viewport: PHONE },
  })
  for (const name of HOSTILE) {
    const { upload: one } = await upload({
      path: `/upload?${encodeURIComponent(name)}`,
      headers: { 'X-Name': encodeURIComponent(name) },
      fields: [[name, name]],
      files: [{ field: name, filename: name, type: 'text/html', content: name }],
    })
    await row(page, one.id).waitFor()
    await assertNoSidewaysScrolling(page)
    await row(page, one.id).click()
    await page.locator('.file').scrollIntoViewIfNeeded()
    await page.locator('.views pre').waitFor()
    await page.locator('#curl').waitFor()
    await assertNoSidewaysScrolling(page)
    const shown = String(await page.locator('.file-name h4').textContent())
    assert.equal(shown.replace('U+202E', '\u202e'), one.files[0].filename)
    assert.equal(await page.locator('.views pre').textContent(), name)
    await page.getByRole('button', { name: 'All uploads' }).click()
  }
  assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).owned), undefined)
  assert.equal(await page.locator('main img, main script, main b').count(), 0)
  // Opened directly, an upload's bytes do not run either.
  const { upload: html } = await upload({
    files: [{ filename: 'x.html', type: 'text/html', content: '<script>document.title = "owned"</script>' }],
  })
  await page.goto(`${url}/__uploadtask/api/uploads/${html.id}/files/0/text`)
  assert.notEqual(await page.title(), 'owned')
  assert.deepEqual(complaints, [])
})

browserTest(
  'inspector: a picture has a preview, everything has text and hex, and all can be downloaded',
  async (context, browser) => {
    const { page, upload, complaints } = await openInspector(context, browser)
    const picture = png(30, 20, [10, 200, 90])
    const { upload: one } = await upload({
      fields: [['album', 'summer']],
      files: [
        { filename: '西湖.png', type: 'image/png', content: picture },
        { field: 'notes', filename: 'notes.txt', type: 'text/plain', content: 'first line\nsecond' },
        { field: 'fake', filename: 'fake.png', type: 'image/png', content: Buffer.from([0, 1, 2, 255]) },
      ],
    })
    await row(page, one.id).click()
    const files = page.locator('.file')
    await files.nth(0).locator('img').waitFor()
    await files.nth(0).getByText('30 × 20').waitFor()
    await files.nth(1).scrollIntoViewIfNeeded()
    await files.nth(1).locator('pre', { hasText: 'second' }).waitFor()
    assert.equal(await files.nth(1).getByRole('tab', { name: 'Preview' }).count(), 0)
    // What is no picture and no text is shown as hex at once.
    await files.nth(2).scrollIntoViewIfNeeded()
    await files.nth(2).locator('pre', { hasText: '00000000  00 01 02 ff' }).waitFor()
    await files.nth(0).getByRole('tab', { name: 'Hex' }).click()
    await files.nth(0).locator('pre', { hasText: '89 50 4e 47' }).waitFor()
    // Tabs by the arrow keys, as of the ARIA pattern.
    await page.keyboard.press('ArrowRight')
    await files.nth(0).locator('img').waitFor()
    assert.equal(await focused(page), 'tab-0-preview')

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download 西湖.png' }).click(),
    ])
    assert.equal(download.suggestedFilename(), '西湖.png')
    assert.deepEqual(fs.readFileSync(await download.path()), picture)

    const text = String(await page.locator('#pane').textContent())
    for (const part of [
      'album',
      'summer',
      'Request headers',
      'Multipart head',
      'name="notes"',
      'HTTP 200',
      'Duration',
    ]) {
      assert.ok(text.includes(part), part)
    }
    assert.ok(text.includes(createHash('sha256').update(picture).digest('hex')))
    assert.deepEqual(complaints, [])
  },
)

browserTest(
  'inspector: text and hex of a large file are the beginning, and more is given when asked',
  async (context, browser) => {
    const { page, upload } = await openInspector(context, browser)
    const { upload: one } = await upload({
      files: [{ filename: 'long.txt', content: '0123456789abcdef'.repeat(20_000) }],
    })
    await row(page, one.id).click()
    const text = page.locator('.views pre')
    await page.getByText('First 16.4 kB of 320 kB').waitFor()
    assert.equal(String(await text.textContent()).length, 16_384)
    await page.getByRole('button', { name: 'Show more' }).click()
    await page.getByText('First 262 kB of 320 kB').waitFor()
  },
)

browserTest(
  'inspector: copy gives the SHA-256 and the curl command, with and without a clipboard',
  async (context, browser) => {
    const { page, browsing, upload, url, complaints } = await openInspector(context, browser)
    const { upload: one } = await upload({ path: '/copied', files: [{ filename: 'a.txt', content: 'abc' }] })
    await browsing.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url })
    const clipboard = () =>
      page.evaluate(() => /** @type {any} */ (globalThis).navigator.clipboard.readText())
    await row(page, one.id).click()
    await page.getByRole('button', { name: 'Copy SHA-256' }).click()
    await page.locator('#toast', { hasText: 'Copied' }).waitFor()
    assert.equal(await clipboard(), one.files[0].sha256)
    await page.locator('#copy-curl').click()
    await page.waitForFunction(async () =>
      (await /** @type {any} */ (globalThis).navigator.clipboard.readText()).startsWith('curl'),
    )
    assert.equal(await clipboard(), await page.locator('#curl').textContent())
    // A page from another machine's http:// has no clipboard.
    await page.evaluate(() => {
      const { navigator } = /** @type {any} */ (globalThis)
      navigator.clipboard.writeText = () => Promise.reject(new Error('no'))
    })
    await page.getByRole('button', { name: 'Copy SHA-256' }).click()
    await page.waitForFunction(
      async (sha) => (await /** @type {any} */ (globalThis).navigator.clipboard.readText()) === sha,
      one.files[0].sha256,
    )
    assert.deepEqual(complaints, [])
  },
)

browserTest(
  'inspector: search finds by path, file name, field and header, and the state can be chosen',
  async (context, browser) => {
    const { page, upload, request } = await openInspector(context, browser)
    const { upload: a } = await upload({
      path: '/api/avatar',
      files: [{ filename: 'Face.PNG', content: 'a' }],
    })
    const { upload: b } = await upload({
      path: '/api/log',
      headers: { 'X-Device': 'Watch S4' },
      fields: [['note', 'very blue']],
    })
    await request('/broken', {
      method: 'POST',
      headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
      body: 'no',
    })
    await page.locator('.list li').nth(2).waitFor()
    const found = async () => {
      await page.locator('#list:not([aria-busy])').waitFor({ state: 'attached' })
      const ids = await page
        .locator('.list li')
        .evaluateAll((rows) => rows.map((/** @type {any} */ one) => one.dataset.id))
      return ids.filter((id) => [a.id, b.id].includes(id))
    }
    for (const [query, expected] of /** @type {[string, string[]][]} */ ([
      ['avatar', [a.id]],
      ['face.png', [a.id]],
      ['"very blue"', [b.id]],
      ['watch', [b.id]],
      ['header:watch', [b.id]],
      ['file:watch', []],
      ['note=very path:log', [b.id]],
      ['avatar watch', []],
      ['api', [b.id, a.id]],
      [a.files[0].sha256, [a.id]],
    ])) {
      await page.locator('#search').fill(query)
      assert.deepEqual(await found(), expected, query)
      assert.equal(await page.locator('#nothing').isVisible(), expected.length === 0)
    }
    await page.locator('#search').fill('')
    await found()
    await page.getByRole('button', { name: /^Failed 1$/ }).click()
    assert.equal(await page.locator('.list li').count(), 1)
    await page.getByRole('button', { name: /^Complete 2$/ }).click()
    assert.deepEqual(await found(), [b.id, a.id])
    // What comes in later is filtered like the rest.
    await page.locator('#search').fill('path:/later')
    const { upload: later } = await upload({ path: '/later', fields: [['a', 'b']] })
    await row(page, later.id).waitFor()
    assert.deepEqual(await page.locator('.list li').count(), 1)
    await upload({ path: '/other', fields: [['a', 'b']] })
    await page.getByRole('button', { name: /^All 5$/ }).waitFor()
    assert.equal(await page.locator('.list li').count(), 1)
  },
)

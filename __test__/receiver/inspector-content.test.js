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
    await page.locator('.views pre').waitFor()
    await assertNoSidewaysScrolling(page)
    const shown = String(await page.locator('.file-name h3').textContent())
    assert.equal(shown.replace('U+202E', '\u202e'), one.files[0].filename)
    assert.equal(await page.locator('.views pre').textContent(), name)
    for (const tab of ['Fields', 'Headers', 'Raw', 'Response', 'Timing']) {
      await page.getByRole('tab', { name: tab }).click()
      await page.locator('.pane-body .part').first().waitFor()
      await assertNoSidewaysScrolling(page)
    }
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
  'inspector: files are a grid with one viewer, and all can be downloaded',
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
    const cards = page.locator('.grid .card')
    assert.equal(await cards.count(), 3)
    await page.getByText('30 × 20').waitFor()
    await page.getByRole('tab', { name: 'Hex' }).click()
    await page.locator('.views pre', { hasText: '89 50 4e 47' }).waitFor()
    // Tabs by the arrow keys, as of the ARIA pattern.
    await page.keyboard.press('ArrowRight')
    await page.locator('.views img').waitFor()
    assert.equal(await focused(page), 'tab-0-preview')

    await cards.nth(1).click()
    await page.locator('.views pre', { hasText: 'second' }).waitFor()
    assert.equal(await page.getByRole('tab', { name: 'Preview' }).count(), 0)
    // Anything that is neither a picture nor a text is shown as hex.
    await cards.nth(2).click()
    await page.locator('.views pre', { hasText: '00000000  00 01 02 ff' }).waitFor()
    await cards.nth(0).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download 西湖.png' }).click(),
    ])
    assert.equal(download.suggestedFilename(), '西湖.png')
    assert.deepEqual(fs.readFileSync(await download.path()), picture)
    const sha = createHash('sha256').update(picture).digest('hex')
    assert.equal(await page.locator('.sha code').textContent(), sha)

    for (const [tab, texts] of /** @type {[string, string[]][]} */ ([
      ['Fields', ['album', 'summer']],
      ['Headers', ['Request headers', 'multipart/form-data']],
      ['Raw', ['POST /upload HTTP/1.1', 'Multipart head', 'name="notes"']],
      ['Response', ['200', 'none (default answer)', 'content-type']],
      ['Timing', ['Started', 'Duration', 'Received']],
    ])) {
      await page.getByRole('tab', { name: tab }).click()
      for (const text of texts) await page.locator('#panel-upload').getByText(text).first().waitFor()
      assert.equal(
        await page.evaluate(() => /** @type {any} */ (globalThis).location.hash.split('/')[3]),
        tab.toLowerCase(),
      )
    }
    // The tab stays with the next upload.
    const { upload: other } = await upload({ fields: [['a', 'b']] })
    await row(page, other.id).click()
    await page.getByRole('tab', { name: 'Timing', selected: true }).waitFor()
    assert.deepEqual(complaints, [])
  },
)

browserTest('inspector: a picture is enlarged, JSON is a tree that folds', async (context, browser) => {
  const { page, upload, complaints } = await openInspector(context, browser)
  const json = { list: Array.from({ length: 150 }, (_one, at) => at), '<b>': { deep: { deeper: 'value' } } }
  const { upload: one } = await upload({
    files: [
      { filename: 'a.png', type: 'image/png', content: png(40, 30, [200, 20, 20]) },
      { filename: 'a.json', type: 'application/json', content: JSON.stringify(json) },
      { filename: 'bad.json', type: 'application/json', content: '{"a":' },
    ],
  })
  await row(page, one.id).click()
  const width = () => page.locator('.views img').evaluate((element) => /** @type {any} */ (element).width)
  await page.getByText('40 × 30').waitFor()
  assert.equal(await width(), 40)
  for (const expected of [20, 40, 80, 160, 320]) {
    await page.getByRole('button', { name: 'Larger' }).click()
    assert.equal(await width(), expected)
  }
  assert.equal(await page.getByRole('button', { name: 'Larger' }).isDisabled(), true)
  await page.getByRole('button', { name: 'Smaller' }).click()
  assert.equal(await width(), 160)

  const tree = page.locator('.json')
  await page.locator('.card').nth(1).click()
  await tree.getByText('{2}').waitFor()
  assert.equal(await tree.locator('b').count(), 0)
  // 100 of the 150 at first.
  assert.equal(await tree.locator('.json-number').count(), 100)
  await tree.getByRole('button', { name: 'Show more (50 left)' }).click()
  assert.equal(await tree.locator('.json-number').count(), 150)
  assert.equal(await tree.getByText('"value"').count(), 0)
  await tree.getByText('deep: ').click()
  await tree.getByText('"value"').waitFor()
  await page.locator('.card').nth(2).click()
  await page.getByText('This is no JSON').waitFor()
  await page.getByRole('tab', { name: 'Text' }).click()
  await page.locator('.views pre', { hasText: '{"a":' }).waitFor()
  assert.deepEqual(complaints, [])
})

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
    await page.locator('#copy-as').click()
    const code = String(await page.locator('#code').textContent())
    assert.match(code, /^curl /)
    await page.locator('#copy-code').click()
    await page.waitForFunction(async () =>
      (await /** @type {any} */ (globalThis).navigator.clipboard.readText()).startsWith('curl'),
    )
    assert.equal(await clipboard(), code)
    for (const [name, beginning] of /** @type {[string, RegExp][]} */ ([
      ['wx.uploadFile', /^wx\.uploadFile\(/],
      ['Taro.uploadFile', /^import Taro/],
      ['Vela', /^import uploadtask/],
      ['fetch', /new FormData/],
      ['Receiver test', /^const upload = await receiver\.next/],
    ])) {
      await page.locator('#copy-as').click()
      await page.getByRole('tab', { name }).click()
      assert.match(String(await page.locator('#code').textContent()), beginning)
      await page.keyboard.press('Escape')
    }
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
    await page.locator('#list [role=option]').nth(2).waitFor()
    const found = async () => {
      await page.locator('#list:not([aria-busy])').waitFor({ state: 'attached' })
      const ids = await page
        .locator('#list [role=option]')
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
    assert.equal(await page.locator('#list [role=option]').count(), 1)
    await page.getByRole('button', { name: /^Complete 2$/ }).click()
    assert.deepEqual(await found(), [b.id, a.id])
    // What comes in later is filtered like the rest.
    await page.locator('#search').fill('path:/later')
    assert.deepEqual(await found(), [])
    const { upload: later } = await upload({ path: '/later', fields: [['a', 'b']] })
    await row(page, later.id).waitFor()
    assert.deepEqual(await page.locator('#list [role=option]').count(), 1)
    await upload({ path: '/other', fields: [['a', 'b']] })
    await page.getByRole('button', { name: /^All 5$/ }).waitFor()
    assert.equal(await page.locator('#list [role=option]').count(), 1)
  },
)

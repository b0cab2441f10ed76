'use strict'
// The page in a real browser: by keyboard, on a phone, in both languages and colour schemes, with a screen reader.

const assert = require('node:assert/strict')

const { browserTest } = require('../support/chromium.js')
const { importPage } = require('../support/page-module.js')
const { png } = require('../support/inspector.js')
const {
  assertNoSidewaysScrolling,
  focused,
  openInspector,
  PHONE,
  row,
} = require('../support/inspector-page.js')

browserTest('inspector: everything can be done by keyboard', async (context, browser) => {
  const { page, upload, receiver } = await openInspector(context, browser)
  const ids = []
  for (const name of ['a', 'b', 'c'])
    ids.push((await upload({ path: `/${name}`, files: [{ filename: name, content: name }] })).upload.id)
  ids.reverse()
  for (const id of ids) await row(page, id).waitFor()
  await page.keyboard.press('/')
  assert.equal(await focused(page), 'search')
  await page.keyboard.press('ArrowDown')
  assert.equal(await focused(page), `upload-${ids[0]}`)
  await page.keyboard.press('ArrowDown')
  assert.equal(await focused(page), `upload-${ids[1]}`)
  // Only one row is a stop for Tab.
  assert.equal(await page.locator('#list [role=option][tabindex="0"]').count(), 1)
  await page.locator('h2', { hasText: '/b' }).waitFor()
  assert.equal(await row(page, ids[1]).getAttribute('aria-selected'), 'true')
  const outline = await row(page, ids[1]).evaluate((/** @type {any} */ element) => {
    const style = /** @type {any} */ (globalThis).getComputedStyle(element)
    return [style.outlineStyle, Number.parseFloat(style.outlineWidth)]
  })
  assert.deepEqual(outline, ['solid', 2])
  await page.keyboard.press('End')
  assert.equal(await focused(page), `upload-${ids[2]}`)
  await page.keyboard.press('Home')
  assert.equal(await focused(page), `upload-${ids[0]}`)
  await page.keyboard.press('Enter')
  assert.equal(await focused(page), 'pane-title')
  // Until the whole of it is there, there is nothing to copy.
  await page.locator('h2', { hasText: '/c' }).waitFor()
  await page.locator('#copy-as:enabled').waitFor()
  await page.keyboard.press('Tab')
  assert.equal(await focused(page), 'copy-as')
  await page.keyboard.press('Escape')
  assert.equal(await focused(page), `upload-${ids[0]}`)

  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Help' }).waitFor()
  await page.keyboard.press('Delete')
  assert.equal(receiver.uploads.length, 3)
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  assert.equal(await focused(page), `upload-${ids[0]}`)

  await page.keyboard.press('Delete')
  await row(page, ids[0]).waitFor({ state: 'detached' })
  assert.equal(await focused(page), `upload-${ids[1]}`)

  await page.keyboard.press('r')
  await page.locator('.cm-content').waitFor()
  assert.equal(await focused(page), 'pane-title')
  await page.keyboard.press('Escape')
  await page.locator('.cm-content').waitFor({ state: 'detached' })
  // A letter in the search is a letter.
  await page.keyboard.press('/')
  await page.keyboard.type('r?c')
  assert.equal(await page.locator('#search').inputValue(), 'r?c')
  await page.keyboard.press('Escape')
  assert.equal(await page.locator('#search').inputValue(), '')
})

browserTest(
  'inspector: English and Chinese, by the browser, switchable and remembered',
  async (context, browser) => {
    const { page, upload } = await openInspector(context, browser, { page: { locale: 'zh-CN' } })
    const language = () => page.evaluate(() => /** @type {any} */ (globalThis).document.documentElement.lang)
    assert.equal(await language(), 'zh-CN')
    await page.getByRole('heading', { name: '等待第一个上传' }).waitFor()
    const { upload: one } = await upload({ files: [{ filename: 'a.bin', content: Buffer.alloc(12_345) }] })
    await row(page, one.id).click()
    await page.getByText('12.3 kB (12,345 字节)').waitFor()
    // No text of the other language is left on the page.
    const { en } = await importPage('strings/en.ts')
    const { zh } = await importPage('strings/zh.ts')
    // biome-ignore lint/performance/useDomNodeTextContent: only what can be seen
    const visible = String(await page.locator('body').innerText())
    for (const key of /** @type {const} */ ([
      'rules',
      'clear',
      'help',
      'complete',
      'files',
      'timing',
      'headers',
      'copyAs',
      'replay',
    ])) {
      assert.ok(visible.includes(zh[key]), key)
      assert.ok(!visible.includes(en[key]), key)
    }
    await page.getByRole('button', { name: 'English' }).click()
    assert.equal(await language(), 'en')
    await page.getByText('12.3 kB (12,345 bytes)').waitFor()
    assert.match(await page.title(), /^\(1\) Uploads/)
    await page.reload()
    await page.getByRole('tab', { name: 'Files' }).waitFor()
    assert.equal(await language(), 'en')
  },
)

browserTest(
  'inspector: on a phone list and detail are two views, nothing scrolls sideways, targets are large',
  async (context, browser) => {
    const { page, upload, complaints } = await openInspector(context, browser, {
      page: { viewport: PHONE, hasTouch: true },
    })
    await page.locator('#empty').waitFor()
    await assertNoSidewaysScrolling(page)
    const files = [{ filename: 'photo.png', type: 'image/png', content: png(2000, 10, [1, 2, 3]) }]
    const { upload: one } = await upload({
      path: '/a/very/long/path/that/does/not/fit/at/all',
      fields: [['a', 'b'.repeat(500)]],
      files,
    })
    // At most 120 pixels of bars before what a person came for.
    const listTop = (await row(page, one.id).boundingBox())?.y ?? 999
    assert.ok(listTop <= 120, `the list begins at ${listTop}`)
    await row(page, one.id).tap()
    await page.locator('.views img').waitFor()
    const contentTop = (await page.locator('.pane-body').boundingBox())?.y ?? 999
    assert.ok(contentTop <= 120, `the upload begins at ${contentTop}`)
    assert.equal(await page.locator('#inbox').isVisible(), false)
    await assertNoSidewaysScrolling(page)
    await page.getByRole('tab', { name: 'Hex' }).tap()
    await page.locator('.views pre').waitFor()
    // Half a line of hex, so that it fits.
    assert.match(
      String(await page.locator('.views pre').textContent()),
      /^00000000 {2}89 50 4e 47 0d 0a 1a 0a {2}\|/,
    )
    await assertNoSidewaysScrolling(page)
    for (const button of await page
      .locator('button:visible:not(.link), a.button:visible, select:visible')
      .all()) {
      const box = await button.boundingBox()
      assert.ok(box && box.height >= 34, `${await button.textContent()}: ${box?.height}`)
    }
    await page.getByRole('button', { name: 'All uploads' }).tap()
    await row(page, one.id).waitFor()
    assert.equal(await page.locator('#pane').isVisible(), false)
    await page.goBack()
    await page.locator('.file').waitFor()
    await page.getByRole('button', { name: 'All uploads' }).tap()
    await page.locator('#show-rules').tap()
    await page.locator('.cm-content').waitFor()
    await assertNoSidewaysScrolling(page)
    assert.deepEqual(complaints, [])
  },
)

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  browserTest(
    `inspector: text is readable in ${colorScheme} mode (contrast of 4.5)`,
    async (context, browser) => {
      const { page, upload, request } = await openInspector(context, browser, {
        page: { colorScheme, reducedMotion: 'reduce' },
      })
      const { upload: one } = await upload({
        fields: [['a', 'b']],
        files: [{ filename: 'a.txt', content: 'abc' }],
      })
      await request('/broken', {
        method: 'POST',
        headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
        body: 'no',
      })
      await row(page, one.id).click()
      await page.locator('.views pre').waitFor()
      const poor = await page.evaluate(() => {
        const { document, getComputedStyle, NodeFilter } = /** @type {any} */ (globalThis)
        const parse = (/** @type {string} */ colour) => (colour.match(/[\d.]+/g) ?? []).map(Number)
        const luminance = (/** @type {number[]} */ [r, g, b]) => {
          const [x, y, z] = [r, g, b].map((part) => {
            const share = part / 255
            return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
          })
          return 0.2126 * x + 0.7152 * y + 0.0722 * z
        }
        const ground = (/** @type {any} */ element) => {
          for (let at = element; at; at = at.parentElement) {
            const colour = parse(getComputedStyle(at).backgroundColor)
            if (colour.length === 3 || colour[3] === 1) return colour
          }
          return [255, 255, 255]
        }
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
        const found = []
        while (walker.nextNode()) {
          const element = walker.currentNode.parentElement
          if (
            !walker.currentNode.data.trim() ||
            !element.checkVisibility() ||
            element.closest('#toast, noscript, .unseen')
          )
            continue
          const [high, low] = [parse(getComputedStyle(element).color), ground(element)]
            .map(luminance)
            .sort((x, y) => y - x)
          const contrast = (high + 0.05) / (low + 0.05)
          if (contrast < 4.5) found.push(`${element.textContent.slice(0, 40)}: ${contrast.toFixed(2)}`)
        }
        return found
      })
      assert.deepEqual(poor, [])
      const body = await page.evaluate(() => {
        const { document, getComputedStyle } = /** @type {any} */ (globalThis)
        return getComputedStyle(document.body).backgroundColor
      })
      const [red] = (body.match(/\d+/g) ?? []).map(Number)
      assert.equal(red < 128, colorScheme === 'dark', body)
    },
  )
}

browserTest(
  'inspector: every control has a name, ids are unique, there are landmarks',
  async (context, browser) => {
    const { page, upload } = await openInspector(context, browser)
    const { upload: one } = await upload({
      fields: [['a', 'b']],
      files: [
        { filename: 'a.txt', content: 'abc' },
        { filename: 'b.png', content: png(2, 2, [1, 2, 3]) },
      ],
    })
    const check = () =>
      page.evaluate(() => {
        const { document } = /** @type {any} */ (globalThis)
        const nameOf = (/** @type {any} */ element) =>
          element.getAttribute('aria-label') ||
          (element.getAttribute('aria-labelledby') &&
            document.getElementById(element.getAttribute('aria-labelledby'))?.textContent) ||
          element.alt ||
          element.textContent.trim()
        const controls = [
          ...document.querySelectorAll(
            'button, a[href], input, select, textarea, [role=tab], [role=option], [role=listbox], [role=tabpanel], dialog, img, progress',
          ),
        ]
        const ids = [...document.querySelectorAll('[id]')].map((element) => element.id)
        return {
          nameless: controls
            .filter(
              (element) =>
                element.checkVisibility() && !element.closest('[aria-hidden=true]') && !nameOf(element),
            )
            .map((element) => element.outerHTML)
            // An image beside its own name.
            .filter((html) => !html.startsWith('<img src="icon.svg" alt=""')),
          twice: ids.filter((id, index) => ids.indexOf(id) !== index),
          landmarks: ['header', 'main', 'search', 'h1'].filter(
            (selector) => document.querySelectorAll(selector).length === 0,
          ),
          broken: [...document.querySelectorAll('[aria-controls], [aria-labelledby], [aria-describedby]')]
            .flatMap((element) =>
              ['aria-controls', 'aria-labelledby', 'aria-describedby'].map((name) =>
                element.getAttribute(name),
              ),
            )
            .filter((id) => id && !document.getElementById(id)),
        }
      })
    const good = { nameless: [], twice: [], landmarks: [], broken: [] }
    await row(page, one.id).click()
    await page.locator('.card').nth(1).click()
    await page.locator('.views img').waitFor()
    assert.deepEqual(await check(), good)
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    assert.deepEqual(await check(), good)
    await page.keyboard.press('Escape')
    await page.locator('#show-rules').click()
    await page.locator('.cm-content').waitFor()
    assert.deepEqual(await check(), good)
    const announced = await page.locator('[aria-live=polite], [role=status]').count()
    assert.ok(announced >= 2)
  },
)

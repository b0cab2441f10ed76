'use strict'
// The page in a real browser: what comes in and what goes.

const assert = require('node:assert/strict')
const { createHash } = require('node:crypto')
const { once } = require('node:events')
const http = require('node:http')
const path = require('node:path')

const { createReceiver } = require('../../lib/receiver/index.js')
const { record } = require('../support/calls.js')
const { browserTest } = require('../support/chromium.js')
const { sparseFile, temporaryFile } = require('../support/files.js')
const { png } = require('../support/inspector.js')
const { focused, openInspector, row, sendMany } = require('../support/inspector-page.js')
const { wx } = require('uploadtask')

browserTest(
  'inspector: a throttled upload of our own client appears live, moves and completes',
  async (context, browser) => {
    const { page, url, receiver, complaints } = await openInspector(context, browser, {
      receiver: { rules: [{ id: 'slow', throttle: 4_000_000, respond: {} }] },
    })
    await page.locator('#empty').waitFor()
    const file = sparseFile(context, 12_000_000, 'run.mp4')
    const { done } = record(wx.uploadFile, { url: `${url}/live`, filePath: file, name: 'video' })
    const [started] = await once(receiver, 'start')
    const one = row(page, started.id)
    await one.locator('.state', { hasText: 'Receiving' }).waitFor()
    assert.equal(await page.locator('#empty').isVisible(), false)
    await one.getByText('run.mp4').waitFor()
    await one.locator('.note', { hasText: /^\d+% · [\d.]+ [kM]?B of 12 MB · [\d.]+ [kM]?B\/s$/ }).waitFor()
    const value = () => one.locator('progress').evaluate((/** @type {any} */ bar) => bar.value / bar.max)
    const first = await value()
    assert.ok(first > 0 && first < 1, String(first))
    await page.waitForFunction(
      ([id, before]) => {
        const bar = /** @type {any} */ (globalThis).document.querySelector(`#upload-${id} progress`)
        return bar === null || bar.value / bar.max > Number(before)
      },
      [started.id, first],
    )
    // The open pane moves, too.
    await one.click()
    await page.locator('.pane-head .state', { hasText: 'Receiving' }).waitFor()
    assert.equal(await page.locator('#delete').isDisabled(), false)
    assert.equal((await done)[0][0], 'success')
    await one.locator('.status', { hasText: '200' }).waitFor()
    // A complete upload has no mark.
    assert.equal(await one.locator('.state').count(), 0)
    await page.locator('.pane-head .status', { hasText: '200' }).waitFor()
    await page
      .locator('.sha code', { hasText: createHash('sha256').update(Buffer.alloc(12_000_000)).digest('hex') })
      .waitFor()
    await page.getByRole('tab', { name: 'Response' }).click()
    await page.locator('.part code', { hasText: 'slow' }).waitFor()
    await page
      .locator('#arrivals', { hasText: 'Upload complete: POST /live, run.mp4' })
      .waitFor({ state: 'attached' })
    assert.deepEqual(complaints, [])
  },
)

browserTest('inspector: an upload that is cut off is shown with its reason', async (context, browser) => {
  const { page, receiver, port, complaints } = await openInspector(context, browser)
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x', 'Content-Length': '1000' }
  const sent = http.request({ port, host: '127.0.0.1', method: 'POST', path: '/cut', headers })
  sent.on('error', () => {})
  const known = once(receiver, 'head')
  sent.write('--x\r\nContent-Disposition: form-data; name="a"; filename="half.bin"\r\n\r\nabc')
  const [{ id }] = await known
  sent.destroy()
  await row(page, id).locator('.state', { hasText: 'Failed' }).waitFor()
  assert.match(String(await row(page, id).locator('.note').textContent()), /closed after \d+ of 1000 bytes/)
  await row(page, id).click()
  await page.locator('#pane .error', { hasText: 'aborted' }).waitFor()
  await page.getByText('Not complete: its bytes are not kept.').waitFor()
  assert.equal(await page.getByRole('link', { name: 'Download half.bin' }).count(), 0)
  assert.deepEqual(complaints, [])
})

browserTest('inspector: after a gap in the events the list is right again', async (context, browser) => {
  const { page, upload, receiver, port, complaints } = await openInspector(context, browser)
  const { upload: first } = await upload({ files: [{ filename: 'first', content: 'a' }] })
  await row(page, first.id).waitFor()
  await receiver.close()
  await page.locator('#connection[data-state=disconnected]').waitFor()
  // Another receiver on the same port, with an upload that the page was never told of.
  const second = createReceiver()
  context.after(() => second.close())
  await second.listen({ port })
  await upload({ path: '/second', files: [{ filename: 'second', content: 'b' }] }).catch(() => {})
  const id = second.uploads[0].id
  await row(page, id).waitFor()
  await page.locator('#connection[data-state=connected]').waitFor()
  assert.equal(await row(page, first.id).count(), 0)
  assert.deepEqual(
    complaints.filter((text) => !text.includes('ERR_')),
    [],
  )
})

browserTest(
  'inspector: a deletion can be undone, and reaches the receiver after a while',
  async (context, browser) => {
    const inspected = await openInspector(context, browser)
    const { page, receiver, complaints } = inspected
    const ids = await sendMany(inspected, 3)
    const kept = () => receiver.uploads.map(({ id }) => id)
    await page.clock.install()
    await row(page, ids[1]).click()
    await page.locator('.sha').waitFor()
    await page.locator('#delete').click()
    await row(page, ids[1]).waitFor({ state: 'detached' })
    // Its neighbour takes its place.
    await row(page, ids[0]).and(page.locator('[aria-selected=true]')).waitFor()
    await page.getByText('1 upload deleted').waitFor()
    assert.deepEqual(kept(), ids)
    await page.getByRole('button', { name: 'Undo' }).click()
    await row(page, ids[1]).and(page.locator('[aria-selected=true]')).waitFor()
    await page.clock.fastForward(10_000)
    assert.deepEqual(kept(), ids)

    // Backspace does nothing; Delete can be undone by keyboard, too.
    await row(page, ids[1]).focus()
    await page.keyboard.press('Backspace')
    assert.equal(await row(page, ids[1]).count(), 1)
    await page.keyboard.press('Delete')
    await row(page, ids[1]).waitFor({ state: 'detached' })
    assert.equal(await focused(page), `upload-${ids[0]}`)
    await page.getByRole('button', { name: 'Undo' }).press('Enter')
    await row(page, ids[1]).waitFor()
    await row(page, ids[1]).press('Delete')
    await row(page, ids[1]).waitFor({ state: 'detached' })
    await page.keyboard.press('Control+z')
    await row(page, ids[1]).waitFor()

    await row(page, ids[1]).focus()
    const removed = once(receiver, 'remove')
    await page.keyboard.press('Delete')
    await page.clock.fastForward(10_000)
    assert.deepEqual(await removed, [ids[1]])
    assert.deepEqual(kept(), [ids[0], ids[2]])
    assert.equal(await page.getByRole('button', { name: 'Undo' }).count(), 0)
    assert.deepEqual(complaints, [])
  },
)

browserTest(
  'inspector: a deletion reaches the receiver when the page is closed',
  async (context, browser) => {
    const inspected = await openInspector(context, browser)
    const { page, receiver } = inspected
    const [id] = await sendMany(inspected, 1)
    await row(page, id).click()
    await page.locator('#delete').click()
    const removed = once(receiver, 'remove')
    await page.close()
    assert.deepEqual(await removed, [id])
  },
)

browserTest('inspector: clearing all after a question', async (context, browser) => {
  const inspected = await openInspector(context, browser)
  const { page, receiver } = inspected
  await sendMany(inspected, 2)
  await page.getByRole('button', { name: 'All 2', exact: true }).waitFor()
  await page.locator('#clear').click()
  const dialog = page.getByRole('dialog', { name: 'Clear all uploads?' })
  await dialog.getByText('2 uploads').waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  assert.equal(receiver.uploads.length, 2)
  assert.equal(await focused(page), 'clear')
  await page.locator('#clear').click()
  await dialog.getByRole('button', { name: 'Clear all' }).click()
  await page.locator('#empty').waitFor()
  assert.equal(receiver.uploads.length, 0)
})

browserTest('inspector: six tabs share one stream, and hidden ones have none', async (context, browser) => {
  const inspected = await openInspector(context, browser)
  const { page, browsing, inspector, complaints } = inspected
  /** The tabs that read the stream. @type {Set<import('playwright-core').Page>} */
  const reading = new Set([page])
  const tabs = [page]
  browsing.on('requestfinished', (request) => {
    if (request.url().endsWith('/api/events')) reading.delete(request.frame().page())
  })
  browsing.on('requestfailed', (request) => {
    if (request.url().endsWith('/api/events')) reading.delete(request.frame().page())
  })
  browsing.on('request', (request) => {
    if (request.url().endsWith('/api/events')) reading.add(request.frame().page())
  })
  for (let count = 0; count < 5; count += 1) {
    const tab = await browsing.newPage()
    await tab.goto(String(inspector))
    tabs.push(tab)
  }
  const [first] = await sendMany(inspected, 1)
  for (const tab of tabs) await row(tab, first).waitFor()
  assert.deepEqual([...reading], [page])

  /** As the browser tells a page that it is hidden or shown. */
  const setVisible = (/** @type {import('playwright-core').Page} */ tab, /** @type {boolean} */ isVisible) =>
    tab.evaluate(
      (state) => {
        const { document, Event } = /** @type {any} */ (globalThis)
        Object.defineProperty(document, 'visibilityState', { configurable: true, value: state })
        document.dispatchEvent(new Event('visibilitychange'))
      },
      isVisible ? 'visible' : 'hidden',
    )
  // The one that reads is hidden: another one takes over, and all go on.
  const taken = browsing.waitForEvent('request', (request) => request.url().endsWith('/api/events'))
  await setVisible(page, false)
  await taken
  const [second] = await sendMany(inspected, 1)
  for (const tab of tabs.slice(1)) await row(tab, second).waitFor()
  assert.equal(reading.size, 1)
  assert.ok(!reading.has(page))
  // All are hidden: nobody reads.
  const [reader] = reading
  const ended = browsing.waitForEvent('requestfailed', (request) => request.url().endsWith('/api/events'))
  for (const tab of tabs) if (tab !== reader) await setVisible(tab, false)
  await setVisible(reader, false)
  await ended
  assert.equal(reading.size, 0)
  const [third] = await sendMany(inspected, 1)
  // A tab that is shown again has what it missed.
  await setVisible(tabs[3], true)
  await row(tabs[3], third).waitFor()
  assert.deepEqual([...reading], [tabs[3]])
  assert.deepEqual(complaints, [])
})

browserTest(
  'inspector: the page says how to send a first upload, and that works',
  async (context, browser) => {
    const { page, url, receiver } = await openInspector(context, browser)
    const [curl, snippet] = await page.locator('#empty pre').allTextContents()
    assert.equal(curl, `curl -F file=@photo.png -F album=summer ${url}/upload`)
    const file = temporaryFile(context, 'photo.png', png(2, 2, [1, 2, 3]))
    const here = {
      ...wx,
      uploadFile: (/** @type {any} */ options) =>
        wx.uploadFile({ ...options, filePath: path.join(path.dirname(file), options.filePath) }),
    }
    new Function('wx', 'console', snippet)(here, { log() {} })
    const upload = await receiver.next()
    assert.deepEqual(
      [upload.files[0].filename, upload.fields[0].name, upload.url],
      ['photo.png', 'album', '/upload'],
    )
    await row(page, upload.id).waitFor()
  },
)

browserTest(
  'inspector: with a thousand uploads few rows are drawn, and the page stays quick',
  async (context, browser) => {
    const { page, upload, complaints } = await openInspector(context, browser)
    for (let batch = 0; batch < 20; batch += 1) {
      const forms = Array.from({ length: 50 }, (_one, index) => ({
        path: `/n/${batch * 50 + index}`,
        files: [{ filename: 'a.txt', content: 'abc' }],
      }))
      await Promise.all(forms.map(upload))
    }
    const all = page.getByRole('button', { name: 'All 1000', exact: true })
    await all.waitFor()
    await page.reload()
    await all.waitFor()
    const drawn = () =>
      page.evaluate(() => {
        const { document } = /** @type {any} */ (globalThis)
        return [
          document.querySelectorAll('#list [role=option]').length,
          document.querySelectorAll('body *').length,
        ]
      })
    // 800 pixels of rows of 36, and some to spare at both ends, wherever the list is scrolled.
    for (const key of ['', '/', 'ArrowDown', 'PageDown', 'End', 'Home']) {
      if (key !== '') await page.keyboard.press(key)
      const [rows, nodes] = await drawn()
      assert.ok(rows >= 19 && rows <= 45, `${rows} rows after ${key}`)
      assert.ok(nodes <= 1200, `${nodes} nodes after ${key}`)
    }
    await page.locator('#list [role=option][aria-setsize="1000"]').first().waitFor()
    // The work of one key press and of one search; a person notices 100 ms. The machine may be busy.
    const longest = await page.evaluate(async () => {
      const { document, performance, Event, KeyboardEvent } = /** @type {any} */ (globalThis)
      const search = document.querySelector('#search')
      const times = []
      for (const query of ['n', 'n/9', 'n/99', 'nothing', '']) {
        const before = performance.now()
        search.value = query
        search.dispatchEvent(new Event('input', { bubbles: true }))
        void document.body.offsetHeight
        times.push(performance.now() - before)
      }
      document.querySelector('#list [role=option]').focus()
      for (let count = 0; count < 5; count += 1) {
        const before = performance.now()
        document.activeElement.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }),
        )
        void document.body.offsetHeight
        times.push(performance.now() - before)
      }
      return Math.max(...times)
    })
    assert.ok(longest < 400, `${longest} ms`)
    assert.deepEqual(complaints, [])
  },
)

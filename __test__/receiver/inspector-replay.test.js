'use strict'
// The page in a real browser: an upload is sent again, edited, to this receiver and to another server; downloads of several.

const assert = require('node:assert/strict')
const { createReceiver } = require('../../lib/receiver/index.js')
const { browserTest } = require('../support/chromium.js')
const { openInspector, row } = require('../support/inspector-page.js')

browserTest('inspector: an upload is sent again, edited, here and elsewhere', async (context, browser) => {
  const { page, upload, receiver, complaints } = await openInspector(context, browser, {
    receiver: {
      rules: [{ id: 'big', match: { field: { kind: 'b' } }, respond: { status: 413, body: 'too <b>' } }],
    },
  })
  const { upload: one } = await upload({
    path: '/again?x=1',
    headers: { 'X-Own': 'yes' },
    fields: [['kind', 'a']],
    files: [
      { filename: 'a.txt', content: 'abc' },
      { filename: 'b.txt', content: 'def' },
    ],
  })
  await row(page, one.id).click()
  await page.locator('.views').waitFor()
  const answer = page.locator('#replay-answer')

  // As it was.
  await page.keyboard.press('p')
  await page.locator('#replay-send').click()
  await answer.locator('.status', { hasText: '200' }).waitFor()
  const second = await receiver.next({ path: '/again' })
  assert.deepEqual(
    [second.url, second.headers['x-own'], second.fields, second.files.map(({ sha256 }) => sha256)],
    [one.url, 'yes', one.fields, one.files.map(({ sha256 }) => sha256)],
  )
  await page.keyboard.press('Escape')
  // It is shown as what it is.
  await row(page, second.id).getByText('Sent again from here').waitFor({ state: 'attached' })

  await page.getByRole('tab', { name: 'Response' }).click()
  await page.locator('.replays li', { hasText: '/again?x=1' }).waitFor()

  // With another field, one file less, and another header.
  await page.locator('#replay').click()
  await page.getByRole('textbox', { name: 'Fields 1: Value' }).fill('b')
  await page.getByRole('checkbox', { name: 'b.txt' }).uncheck()
  await page.getByText(/^\d+ headers?$/).click()
  const headers = page.getByRole('group', { name: 'Headers', exact: true })
  await headers.getByRole('button', { name: 'Add' }).click()
  await headers.getByRole('textbox', { name: /Name$/ }).last().fill('X-More')
  await headers
    .getByRole('textbox', { name: /Value$/ })
    .last()
    .fill('1')
  await page.locator('#replay-send').click()
  await answer.locator('.status', { hasText: '413' }).waitFor()
  assert.equal(await answer.locator('pre').textContent(), 'too <b>')
  const third = await receiver.next({ path: '/again' })
  assert.deepEqual(
    [
      third.fields.map(({ value }) => value),
      third.files.map(({ filename }) => filename),
      third.headers['x-more'],
    ],
    [['b'], ['a.txt'], '1'],
  )
  await answer.getByRole('button', { name: 'Compare' }).click()
  await page.locator('.compare tr.is-different', { hasText: 'kind' }).waitFor()

  // To another server, and to none.
  const other = createReceiver()
  context.after(() => other.close())
  const { url } = await other.listen()
  await row(page, one.id).click()
  await page.locator('#replay').click()
  await page.locator('#replay-url').fill(`${url}/elsewhere`)
  await page.locator('#replay-send').click()
  await answer.locator('.status', { hasText: '200' }).waitFor()
  assert.equal((await other.next({ path: '/elsewhere' })).files.length, 2)
  await other.close()
  await page.locator('#replay-send').click()
  await page.getByRole('alert').getByText('ECONNREFUSED').waitFor()
  assert.deepEqual(complaints, [])
})

browserTest('inspector: files and archives of several uploads are downloaded', async (context, browser) => {
  const { page, upload, complaints } = await openInspector(context, browser)
  const ids = []
  for (const filename of ['a.txt', 'b.txt'])
    ids.push((await upload({ files: [{ filename, content: 'x' }] })).upload.id)
  await row(page, ids[1]).click()
  const download = async (/** @type {() => Promise<unknown>} */ ask) => {
    const [got] = await Promise.all([page.waitForEvent('download'), ask()])
    const chunks = []
    for await (const chunk of await got.createReadStream()) chunks.push(chunk)
    return Buffer.concat(chunks)
  }
  await page.locator('#more').click()
  const har = JSON.parse(
    String(await download(() => page.getByRole('menuitem', { name: 'Download as HAR' }).click())),
  )
  assert.equal(har.log.entries.length, 1)
  await row(page, ids[0]).click({ modifiers: ['Control'] })
  const zip = await download(() => page.getByRole('link', { name: 'zip' }).click())
  assert.equal(zip.subarray(0, 2).toString(), 'PK')
  assert.ok(zip.includes('a.txt') && zip.includes('b.txt'))
  assert.deepEqual(complaints, [])
})

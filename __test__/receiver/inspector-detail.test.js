'use strict'
// The page in a real browser: how an upload went. Timing, the answer, the bytes around a fault, recordings, EXIF.

const assert = require('node:assert/strict')

const { browserTest } = require('../support/chromium.js')
const { jpeg, tiff } = require('../support/jpeg.js')
const { openInspector, row } = require('../support/inspector-page.js')

browserTest('inspector: the answer is shown with its body', async (context, browser) => {
  const respond = {
    status: 413,
    headers: { 'X-Limit': '1 MB', 'Content-Type': 'application/json' },
    body: { message: 'too <b>large</b>', list: [1, 2] },
  }
  const { page, upload, complaints } = await openInspector(context, browser, {
    receiver: { rules: [{ id: 'big', respond }] },
  })
  const { upload: one } = await upload({ fields: [['a', 'b']] })
  await row(page, one.id).click()
  await page.getByRole('tab', { name: 'Response' }).click()
  const panel = page.locator('#panel-upload')
  await panel.locator('.status', { hasText: '413' }).waitFor()
  await panel.locator('code', { hasText: 'big' }).waitFor()
  await panel.getByText('1 MB').waitFor()
  await panel.locator('.json', { hasText: 'message: "too <b>large</b>"' }).waitFor()
  assert.equal(await panel.locator('b').count(), 0)
  await panel.getByRole('tab', { name: 'Hex' }).click()
  await panel.locator('pre', { hasText: '00000000  7b' }).waitFor()
  assert.deepEqual(complaints, [])
})

browserTest('inspector: timing is a waterfall with the delays of rules', async (context, browser) => {
  const rules = [{ id: 'slow', delay: 60, bodyDelay: 40, respond: { status: 200, body: 'x' } }]
  const { page, upload, complaints } = await openInspector(context, browser, { receiver: { rules } })
  const { upload: one } = await upload({ files: [{ filename: 'a.bin', content: Buffer.alloc(300_000) }] })
  await row(page, one.id).click()
  await page.getByRole('tab', { name: 'Timing' }).click()
  const table = page.getByRole('table', { name: 'Waterfall' })
  for (const phase of [
    'Receiving the body',
    'Delay of a rule slow',
    'Delay of the answer’s body',
    'Sending the answer',
  ]) {
    const line = table.getByRole('row', { name: new RegExp(`^${phase.replace('’', "'")}`) })
    await line.waitFor()
    const bar = await line.locator('.span').boundingBox()
    const track = await line.locator('.track').boundingBox()
    assert.ok(bar && track && bar.x >= track.x - 1 && bar.x + bar.width <= track.x + track.width + 3, phase)
  }
  assert.deepEqual(complaints, [])
})

browserTest(
  'inspector: of a failed upload the bytes around the fault are shown',
  async (context, browser) => {
    const { page, receiver, request, complaints } = await openInspector(context, browser)
    const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
    const body = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nvalue\r\n--xwrong'
    await request('/broken', { method: 'POST', headers, body })
    const [{ id }] = receiver.uploads
    await row(page, id).click()
    await page.getByRole('tab', { name: 'Raw' }).click()
    const part = page.locator('.part', { hasText: 'Where it went wrong' })
    await part.locator('pre', { hasText: '|.value..--xwrong|' }).waitFor()
    await part.getByText(/^After \d+ bytes of the body/).waitFor()
    assert.deepEqual(complaints, [])
  },
)

/** A recording of silence. */
function wav(/** @type {number} */ seconds) {
  const rate = 8000
  const data = Buffer.alloc(rate * seconds, 128)
  const head = Buffer.alloc(44)
  head.write('RIFF')
  head.writeUInt32LE(36 + data.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(rate, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(data.length, 40)
  return Buffer.concat([head, data])
}

browserTest('inspector: what a picture tells of place and camera is a warning', async (context, browser) => {
  const { page, upload, complaints } = await openInspector(context, browser)
  const exif = tiff({ orientation: 6, gps: true, make: 'Maker', model: 'M1' })
  const content = jpeg({ width: 40, height: 30, exif })
  const { upload: one } = await upload({ files: [{ filename: 'a.jpg', type: 'image/jpeg', content }] })
  await row(page, one.id).click()
  await page.getByText('The picture tells where it was taken').waitFor()
  await page.getByText('EXIF orientation 6').waitFor()
  await page.getByText('Maker M1').waitFor()
  assert.deepEqual(complaints, [])
})

browserTest('inspector: a recording is played', async (context, browser) => {
  const { page, upload, complaints } = await openInspector(context, browser)
  const { upload: one } = await upload({ files: [{ filename: 'a.wav', type: 'audio/wav', content: wav(2) }] })
  await row(page, one.id).click()
  await page.locator('audio').waitFor()
  await page.waitForFunction(
    () => /** @type {any} */ (globalThis).document.querySelector('audio').duration === 2,
  )
  // In the middle, by Range.
  await page.evaluate(() => {
    const { document } = /** @type {any} */ (globalThis)
    document.querySelector('audio').currentTime = 1.5
  })
  await page.waitForFunction(() => {
    const { currentTime, seeking } = /** @type {any} */ (globalThis).document.querySelector('audio')
    return currentTime === 1.5 && !seeking
  })
  assert.deepEqual(complaints, [])
})

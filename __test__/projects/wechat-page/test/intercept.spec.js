// A receiver in the test takes what the page sends to its own server, which is not there.
const fs = require('node:fs')
const { files } = require('uploadtask')
const { createReceiver } = require('uploadtask/receiver')
const { loadPage, photo } = require('./load-page.js')

const runner = typeof vi === 'undefined' ? jest : vi
const createPage = loadPage(() => require('../pages/photo/photo.js'))

let receiver
beforeEach(() => {
  // What a user would choose.
  wx.chooseImage = ({ success }) => success({ tempFilePaths: [files.temp(photo)] })
  receiver = createReceiver({
    onUnhandledRequest: 'error',
    rules: [{ match: { path: '/full' }, respond: { status: 507 } }],
  })
  receiver.intercept('https://photos.example.invalid')
})
afterEach(() => receiver.close())

/** The page's message, once it has sent its photo. */
async function sendPhoto(url) {
  const page = createPage({ url })
  await new Promise((resolve) => {
    page.onSent = resolve
    page.choosePhoto()
  })
  return page.data.message
}

test('the photo arrives at the receiver', async () => {
  expect(await sendPhoto('https://photos.example.invalid/album')).toMatch(/^sent: 200 /)
  const { url, headers, fields, files: sent } = await receiver.next({ path: '/album' })
  expect(url).toBe('https://photos.example.invalid/album')
  expect(headers.host).toBe('photos.example.invalid')
  expect(fields).toEqual([
    { name: 'album', value: '假日' },
    { name: 'count', value: '1' },
  ])
  expect(await sent[0].text()).toBe(fs.readFileSync(photo, 'utf8'))
})

test('rules answer; what nobody takes reaches no network', async () => {
  expect(await sendPhoto('https://photos.example.invalid/full')).toMatch(/^sent: 507/)
  expect(await sendPhoto('https://other.example.invalid/')).toMatch(/^failed: .*is not intercepted/)
})

test('modules that are loaded anew share what is intercepted', async () => {
  runner.resetModules()
  const { wx: again } = require('uploadtask')
  const { statusCode } = await new Promise((success, fail) => {
    again.uploadFile({
      url: 'https://photos.example.invalid/anew',
      filePath: photo,
      name: 'photo',
      success,
      fail,
    })
  })
  expect(statusCode).toBe(200)
  expect(receiver.uploads).toHaveLength(1)
})

const { files } = require('uploadtask')
const { loadPage, photo } = require('./load-page.js')

const createPage = loadPage(() => require('../pages/photo/photo.js'))

/** The page, once it has sent its photo. */
async function sendPhoto(url) {
  const page = createPage({ url })
  await new Promise((resolve) => {
    page.onSent = resolve
    page.choosePhoto()
  })
  return page
}

beforeEach(() => {
  // What a user would choose.
  wx.chooseImage = ({ success }) => success({ tempFilePaths: [files.temp(photo)] })
})

test('the page sends the chosen photo', async () => {
  const { data } = await sendPhoto(process.env.RECEIVER)
  expect(data.message).toMatch(/^sent: 200 /)
  expect(data.percent).toBe(100)
  console.log(data.message)
})

test('the page says what went wrong', async () => {
  const { data } = await sendPhoto('ftp://127.0.0.1/')
  expect(data.message).toMatch(/^failed: uploadFile:fail /)
})

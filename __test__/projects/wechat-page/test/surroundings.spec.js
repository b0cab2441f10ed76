// Whatever a test runner does to a test's surroundings, uploads work.
const { photo } = require('./load-page.js')

const runner = typeof vi === 'undefined' ? jest : vi

function upload({ wx }) {
  return new Promise((success, fail) => {
    wx.uploadFile({ url: process.env.RECEIVER, filePath: photo, name: 'photo', success, fail })
  })
}

test('an upload with a fake clock', async () => {
  runner.useFakeTimers()
  try {
    const { statusCode } = await upload(require('uploadtask'))
    expect(statusCode).toBe(200)
  } finally {
    runner.useRealTimers()
  }
})

test('an upload with a fake clock, by modules that were loaded after it', async () => {
  runner.useFakeTimers()
  runner.resetModules()
  try {
    const { statusCode } = await upload(require('uploadtask'))
    expect(statusCode).toBe(200)
  } finally {
    runner.useRealTimers()
  }
})

test('two uploads, with the modules loaded anew between them', async () => {
  const first = upload(require('uploadtask'))
  runner.resetModules()
  const second = upload(require('uploadtask'))
  expect((await second).statusCode).toBe(200)
  expect((await first).statusCode).toBe(200)
})

test('an error of the package is an error of this world', () => {
  expect(() => require('uploadtask').createRuntime({ rot: '.' })).toThrow(TypeError)
})

'use strict'

const assert = require('node:assert/strict')
const { test } = require('node:test')

const { outcome } = require('../support/calls')
const { temporaryFile } = require('../support/files')
const { startReceiver } = require('../support/receiver')

/** @type {any} */
const uploadtask = require('uploadtask')
/** @type {any} */
const wx = require('uploadtask/wx')

/** @type {Array<[string, any]>} */
const wxObjects = [
  ["require('uploadtask/wx')", wx],
  ["require('uploadtask').wx", uploadtask.wx],
  ['createRuntime().wx', uploadtask.createRuntime().wx],
]

test('W5 uploadtask/wx: uploadFile is a named export and a member of the default export', async () => {
  assert.equal(typeof wx.uploadFile, 'function')
  assert.equal(wx.default, wx)
  assert.equal(wx.default.uploadFile, wx.uploadFile)
  const imported = await import('uploadtask/wx')
  assert.equal(imported.uploadFile, wx.uploadFile)
  assert.equal(imported.default.uploadFile, wx.uploadFile)
})

for (const [label, object] of wxObjects) {
  test(`W5 ${label} is a plain object with uploadFile as own enumerable property`, () => {
    assert.equal(Object.getPrototypeOf(object), Object.prototype)
    assert.equal(Object.keys(object).includes('uploadFile'), true)
    assert.equal(typeof object.uploadFile, 'function')
  })

  test(`W5 ${label}: a copy of it uploads, and uploadFile needs no this`, async (context) => {
    const receiver = await startReceiver(context)
    const options = { url: receiver.url, filePath: temporaryFile(context), name: 'file' }
    const { uploadFile } = { ...object }
    assert.equal((await outcome(uploadFile, options)).name, 'success')
  })
}

test('W5 uploadFile of a wx object can be replaced and put back', () => {
  const { wx: replaceable } = uploadtask.createRuntime()
  const original = replaceable.uploadFile
  const replacement = () => {}
  replaceable.uploadFile = replacement
  assert.equal(replaceable.uploadFile, replacement)
  replaceable.uploadFile = original
  assert.equal(replaceable.uploadFile, original)
})

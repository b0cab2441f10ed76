// The real Taro, whose platform the preset loads, and the page as React renders it.
import path from 'node:path'
import Taro from '@tarojs/taro'
import { act, create } from 'react-test-renderer'
import { files } from 'uploadtask'
import Avatar from '../src/pages/avatar'

globalThis.IS_REACT_ACT_ENVIRONMENT = true

/** The texts of the page once a person has chosen a picture and all is done. */
async function chooseAvatar(url) {
  Taro.chooseImage = async () => ({ tempFilePaths: [files.temp(path.resolve('test/avatar.txt'))] })
  let page
  await act(async () => {
    page = create(<Avatar url={url} />)
  })
  await act(async () => {
    await page.root.findByType('button').props.onClick()
  })
  return page.root.findAllByType('text').map((text) => text.children.join(''))
}

test('the page sends the chosen picture', async () => {
  const [percent, message] = await chooseAvatar(process.env.RECEIVER)
  expect(percent).toBe('100 %')
  expect(message).toMatch(/^sent: 200 /)
  console.log(message)
})

test('the page says what went wrong', async () => {
  const [, message] = await chooseAvatar('ftp://127.0.0.1/')
  expect(message).toMatch(/^failed: uploadFile:fail /)
})

test('Taro.uploadFile uploads through wx', async () => {
  const { uploadFile } = wx
  wx.uploadFile = (options) => {
    options.success({ statusCode: 299, data: 'fake', errMsg: 'uploadFile:ok' })
    return { onProgressUpdate() {}, onHeadersReceived() {}, abort() {} }
  }
  try {
    const [, message] = await chooseAvatar(process.env.RECEIVER)
    expect(message).toBe('sent: 299 fake')
  } finally {
    wx.uploadFile = uploadFile
  }
})

test('a failure that fail takes is no unhandled rejection', async () => {
  const filePath = path.resolve('test/avatar.txt')
  const errno = await new Promise((resolve) => {
    Taro.uploadFile({ url: 'ftp://127.0.0.1/', filePath, name: 'avatar', fail: (res) => resolve(res.errno) })
  })
  expect(errno).toBe(600009)
})

// A receiver in the test takes what the real Taro sends to the app's own server, which is not there.
import path from 'node:path'
import Taro from '@tarojs/taro'
import { createReceiver } from 'uploadtask/receiver'

test('what Taro sends arrives at the receiver', async () => {
  const receiver = createReceiver({ onUnhandledRequest: 'error' })
  const { dispose } = receiver.intercept('https://avatars.example.invalid/of/*')
  const upload = (url) =>
    Taro.uploadFile({
      url,
      filePath: path.resolve('test/avatar.txt'),
      name: 'avatar',
      formData: { user: '小明' },
    })
  try {
    const { statusCode, data } = await upload('https://avatars.example.invalid/of/me?size=2')
    expect(statusCode).toBe(200)
    expect(JSON.parse(data).fields).toEqual({ user: '小明' })
    const { url, files } = await receiver.next()
    expect(url).toBe('https://avatars.example.invalid/of/me?size=2')
    expect(files[0].field).toBe('avatar')
    await expect(upload('https://avatars.example.invalid/elsewhere')).rejects.toMatchObject({
      errMsg: expect.stringContaining('is not intercepted'),
    })
    dispose()
  } finally {
    await receiver.close()
  }
})

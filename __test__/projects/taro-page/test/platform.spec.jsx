// A test that loads the platform itself, as Taro's documentation has it.
import '@tarojs/plugin-platform-weapp/dist/runtime'
import Taro from '@tarojs/taro'

test('Taro has its functions once', async () => {
  const filePath = 'missing.txt'
  let failures = 0
  const fail = () => {
    failures += 1
  }
  await Taro.uploadFile({ url: 'http://127.0.0.1/', filePath, name: 'avatar', fail }).catch(() => {})
  expect(failures).toBe(1)
})

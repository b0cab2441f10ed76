// The platform is that of UPLOADTASK_PLATFORM.
import path from 'node:path'
import Taro from '@tarojs/taro'

const HOSTS = ['wx', 'tt', 'swan', 'qq', 'jd', 'ks', 'xhs', 'has', 'my', 'dd', 'uni']

test('only the global of the platform is there', () => {
  const present = HOSTS.filter((name) => globalThis[name] !== undefined)
  expect(present).toEqual([process.env.HOST])
})

test('Taro uploads through it', async () => {
  const filePath = path.resolve('package.json')
  const events = []
  const task = Taro.uploadFile({ url: process.env.RECEIVER, filePath, name: 'file' })
  task.onProgressUpdate((event) => events.push(event.progress))
  const { statusCode } = await task
  expect(statusCode).toBe(200)
  expect(events.at(-1)).toBe(100)
})

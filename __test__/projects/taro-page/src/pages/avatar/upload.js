import Taro from '@tarojs/taro'

/** Sends a picture; resolves to the server's answer. */
export async function uploadAvatar(url, filePath, onPercent) {
  const task = Taro.uploadFile({
    url,
    filePath,
    name: 'avatar',
    header: { 'X-From': 'avatar page' },
    formData: { user: '小明' },
  })
  task.progress((res) => onPercent(res.progress))
  const res = await task
  return `${res.statusCode} ${res.data}`
}

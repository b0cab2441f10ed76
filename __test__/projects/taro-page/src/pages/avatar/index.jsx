import { Button, Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import { uploadAvatar } from './upload'

export default function Avatar({ url = 'https://example.com/avatars' }) {
  const [percent, setPercent] = useState(0)
  const [message, setMessage] = useState('')

  async function choose() {
    try {
      const { tempFilePaths } = await Taro.chooseImage({ count: 1 })
      const answer = await uploadAvatar(url, tempFilePaths[0], setPercent)
      setMessage(`sent: ${answer}`)
    } catch (error) {
      setMessage(`failed: ${error.errMsg}`)
    }
  }

  return (
    <View className="avatar">
      <Button onClick={choose}>Choose</Button>
      <Text className="percent">{percent} %</Text>
      <Text className="message">{message}</Text>
    </View>
  )
}

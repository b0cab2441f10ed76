import { Button, Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'

export default function UploadPage() {
  const [percent, setPercent] = useState(0)
  const [answer, setAnswer] = useState('')

  async function chooseAndUpload() {
    const { tempFiles } = await Taro.chooseImage({ count: 1, sourceType: ['album'] })
    const [picture] = tempFiles
    const task = Taro.uploadFile({
      url: '/api/upload',
      filePath: picture.path,
      name: 'picture',
      fileName: picture.originalFileObj?.name,
      header: { 'X-From': 'upload page' },
      formData: { album: '假日', count: 1 },
    })
    task.progress(({ progress }) => setPercent(progress))
    task.then(
      ({ statusCode, data }) => setAnswer(`${statusCode} ${data}`),
      ({ errMsg }) => setAnswer(errMsg),
    )
  }

  return (
    <View>
      <Button id="choose" onClick={chooseAndUpload}>
        Choose a picture
      </Button>
      <Text id="progress">{percent} %</Text>
      <Text id="answer">{answer}</Text>
    </View>
  )
}

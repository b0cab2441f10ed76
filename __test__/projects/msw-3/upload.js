// Uploads that the handlers of MSW 3 answer.
import { HttpResponse } from 'msw'
import { http } from 'msw/http'
import { setupServer } from 'msw/node'
import { interceptWithMsw } from 'uploadtask/msw'
import wx from 'uploadtask/wx'

const server = setupServer(
  http.post('https://api.example.invalid/photos', async ({ request }) => {
    const form = await request.formData()
    return HttpResponse.json({ name: form.get('photo').name }, { status: 201 })
  }),
)
interceptWithMsw(server, { onUnhandledRequest: 'error' })

for (const place of ['photos', 'elsewhere']) {
  const { statusCode, data, errMsg } = await new Promise((resolve) => {
    wx.uploadFile({
      url: `https://api.example.invalid/${place}`,
      filePath: import.meta.filename,
      name: 'photo',
      success: resolve,
      fail: resolve,
    })
  })
  console.log(statusCode, data ?? errMsg)
}

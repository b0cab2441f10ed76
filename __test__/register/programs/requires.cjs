const uploadtask = require('@system.uploadtask')

const [url, filePath] = process.argv.slice(2)
const task = uploadtask.uploadFile({
  url,
  filePath,
  name: 'required',
  success: (res) => console.log('required', res.statusCode, res.data),
  fail: (data, code) => console.log('required', data, code),
  complete: () => console.log(uploadtask.default === uploadtask, 'onHeadersReceived' in task),
})

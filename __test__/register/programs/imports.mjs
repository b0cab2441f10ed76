import uploadtask, { uploadFile } from '@system.uploadtask'

const [url, filePath] = process.argv.slice(2)
const dynamic = await import('@system.uploadtask')
for (const [name, upload] of Object.entries({
  byDefault: uploadtask.uploadFile,
  named: uploadFile,
  dynamic: dynamic.default.uploadFile,
})) {
  await new Promise((complete) => {
    upload({
      url,
      filePath,
      name,
      success: (res) => console.log(name, res.statusCode, res.data),
      fail: (data, code) => console.log(name, data, code),
      complete,
    })
  })
}

// V4: what `require('@system.uploadtask')` gives to checked JavaScript.
const uploadtask = require('@system.uploadtask')
const { uploadFile } = require('@system.uploadtask')

uploadtask
  .uploadFile({ url: 'u', filePath: 'f', name: 'n' })
  .onProgressUpdate(({ progress }) => progress.toFixed())
uploadtask.default.uploadFile({ url: 'u', filePath: 'f', name: 'n' }).abort()

// @ts-expect-error filePath is required
uploadFile({ url: 'u', name: 'n' })

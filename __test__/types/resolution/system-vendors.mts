// V4: `@system.uploadtask` where the project has the vendors' typings too: those of `quickapp-interface` for all features.
import { push } from '@system.router'
import uploadtask, { uploadFile } from '@system.uploadtask'

const task = uploadtask.uploadFile({
  url: 'https://example.com/upload',
  filePath: 'internal://files/a',
  name: 'file',
  success: (res) => res.statusCode.toFixed(),
})
task.abort()
uploadFile({ url: 'u', filePath: 'f', name: 'n' }).onProgressUpdate(({ progress }) => progress.toFixed())
// As the vendors declare it, with a time limit.
uploadFile({ url: 'u', filePath: 'f', name: 'n', timeout: 1000, success: (res) => res.data.length }).abort()
push({ uri: '/pages/record' })

// @ts-expect-error neither has it
void uploadtask.download
// @ts-expect-error a path is needed
uploadFile({ url: 'u', name: 'n' })

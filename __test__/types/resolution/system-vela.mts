// V4: `@system.uploadtask` as code for the watch imports it. The test compiles the same text as a CommonJS module too,
// with a `types` entry and with a triple-slash reference.
import uploadtask, { type UploadTask, uploadFile } from '@system.uploadtask'
import type velaModule from 'uploadtask/vela'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const yes = <_T extends true>() => {}
const no = <_T extends false>() => {}
type IsAny<T> = 0 extends 1 & T ? true : false

no<IsAny<typeof uploadtask>>()
no<IsAny<typeof uploadFile>>()
yes<Equal<typeof uploadFile, typeof velaModule.uploadFile>>()
yes<Equal<typeof uploadtask.uploadFile, typeof velaModule.uploadFile>>()
yes<Equal<typeof uploadtask.default.uploadFile, typeof velaModule.uploadFile>>()
yes<Equal<uploadtask.UploadFileOption, velaModule.UploadFileOption>>()
yes<Equal<uploadtask.UploadFileSuccessCallbackResult, velaModule.UploadFileSuccessCallbackResult>>()
yes<Equal<UploadTask, velaModule.UploadTask>>()

const task = uploadtask.uploadFile({
  url: 'https://example.com/upload',
  filePath: 'internal://files/a',
  name: 'file',
  success: (res) => yes<Equal<typeof res.headers, Record<string, string>>>(),
  fail: (data, code) => yes<Equal<[typeof data, typeof code], [string, number]>>(),
  complete: () => {},
})
task.onProgressUpdate(({ progress }) => progress.toFixed())
task.offProgressUpdate()
uploadFile({ url: 'u', filePath: 'f', name: 'n' }).abort()

// @ts-expect-error the Vela task has no such method
task.onHeadersReceived(() => {})
// @ts-expect-error an option of Quick App's
uploadFile({ url: 'u', files: [{ uri: 'f' }] })
// @ts-expect-error the module of the device has no more than uploadFile
void uploadtask.createRuntime

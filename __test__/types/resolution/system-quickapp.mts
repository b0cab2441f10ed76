// V4: `@system.uploadtask` as code for a Quick App imports it, beside the package itself. The test compiles the same
// text as a CommonJS module too, with a `types` entry and with a triple-slash reference.
import uploadtask, { type UploadTask, uploadFile } from '@system.uploadtask'
import type { createRuntime } from 'uploadtask'
import type quickappModule from 'uploadtask/quickapp'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const yes = <_T extends true>() => {}
const no = <_T extends false>() => {}
type IsAny<T> = 0 extends 1 & T ? true : false

no<IsAny<typeof uploadtask>>()
no<IsAny<typeof uploadFile>>()
yes<Equal<typeof uploadFile, typeof quickappModule.uploadFile>>()
yes<Equal<typeof uploadtask.uploadFile, typeof quickappModule.uploadFile>>()
yes<Equal<typeof uploadtask.default.uploadFile, typeof quickappModule.uploadFile>>()
yes<Equal<uploadtask.UploadFileOption, quickappModule.UploadFileOption>>()
yes<Equal<uploadtask.UploadFileSuccessCallbackResult, quickappModule.UploadFileSuccessCallbackResult>>()
yes<Equal<UploadTask, quickappModule.UploadTask>>()
yes<Equal<ReturnType<typeof createRuntime>['quickapp']['uploadFile'], typeof uploadFile>>()

const task = uploadtask.uploadFile({
  url: 'https://example.com/upload',
  filePath: 'internal://files/a',
  name: 'file',
  success: (res) => yes<Equal<typeof res.headers, Record<string, string | string[]>>>(),
  fail: (data, code) => yes<Equal<[typeof data, typeof code], [string, number]>>(),
  complete: (data) => (typeof data === 'string' ? data : data.statusCode.toFixed()),
})
task.onHeadersReceived((headers) => headers['Content-Type'])
task.offHeadersReceived()
uploadFile({ url: 'u', files: [{ uri: 'f' }] }).abort()

// @ts-expect-error the module of the device has no more than uploadFile
void uploadtask.createRuntime

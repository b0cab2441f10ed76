// The types of uploadtask/quickapp.
import type quickapp from 'uploadtask/quickapp'
import { uploadFile } from 'uploadtask/quickapp'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const yes = <_T extends true>() => {}

const task: quickapp.UploadTask = uploadFile({ url: 'u', filePath: 'f', name: 'n' })
yes<
  Equal<
    keyof quickapp.UploadTask,
    'abort' | 'onProgressUpdate' | 'offProgressUpdate' | 'onHeadersReceived' | 'offHeadersReceived'
  >
>()

uploadFile({
  url: 'https://example.com/upload',
  filePath: 'internal://files/a',
  name: 'file',
  files: undefined,
  header: { Text: 'text', Number: 1.9, Null: null, Undefined: undefined },
  formData: { text: 'text', number: 1.9, null: null, undefined: undefined },
  data: { text: 'text' },
  method: 'POST',
  timeout: 0,
  success(res) {
    yes<Equal<typeof res, quickapp.UploadFileSuccessCallbackResult>>()
    const known: { statusCode: number; data: string; headers: Record<string, string | string[]> } = res
    // @ts-expect-error a header can be a list
    const text: string = res.headers.ETag
    return [known, text]
  },
  fail(data, code) {
    yes<Equal<typeof data, string>>()
    yes<Equal<typeof code, number>>()
  },
  complete(data) {
    yes<Equal<typeof data, quickapp.UploadFileSuccessCallbackResult | string>>()
  },
})
uploadFile({
  url: 'https://example.com/upload',
  files: [
    { uri: 'internal://files/a', name: 'first', filename: 'a.png', type: 'image/png' },
    { uri: 'internal://files/b', name: null, filename: undefined },
  ],
  data: [
    { name: 'text', value: 'text' },
    { name: 'number', value: 1.9 },
    { name: 'null', value: null },
  ],
  filePath: null,
  name: undefined,
  method: 'put',
  success: null,
  fail: undefined,
  complete: null,
})
const frozen = Object.freeze({
  url: 'u',
  files: Object.freeze([Object.freeze({ uri: 'f' })]),
  data: Object.freeze([Object.freeze({ name: 'a', value: 1 })]),
})
uploadFile(frozen)
declare const either: quickapp.UploadFileOption
uploadFile(either)

const onProgress = (res: quickapp.UploadTaskOnProgressUpdateCallbackResult) => res.progress.toFixed()
task.onProgressUpdate(onProgress)
task.offProgressUpdate(onProgress)
task.offProgressUpdate(null)
const onHeaders = (headers: quickapp.Headers) => headers.ETag
task.onHeadersReceived(onHeaders)
task.offHeadersReceived(onHeaders)
task.offHeadersReceived()
task.offHeadersReceived(null)
yes<Equal<ReturnType<typeof task.abort>, void>>()

// @ts-expect-error no Promise
void task.then
// @ts-expect-error the headers come without an object around them
task.onHeadersReceived(({ header }: { header: object }) => header)
// @ts-expect-error neither filePath nor files
uploadFile({ url: 'u', name: 'n' })
// @ts-expect-error a file alone has to have a name
uploadFile({ url: 'u', filePath: 'f' })
// @ts-expect-error both shapes at once
uploadFile({ url: 'u', filePath: 'f', name: 'n', files: [{ uri: 'f' }] })
// @ts-expect-error uri is required
uploadFile({ url: 'u', files: [{ name: 'n' }] })
// @ts-expect-error url is required
uploadFile({ files: [{ uri: 'f' }] })
// @ts-expect-error wrong type
uploadFile({ url: 'u', filePath: 'f', name: 'n', formData: { flag: true } })
// @ts-expect-error wrong type
uploadFile({ url: 'u', filePath: 'f', name: 'n', data: [{ name: 'flag', value: true }] })
// @ts-expect-error no such method
uploadFile({ url: 'u', filePath: 'f', name: 'n', method: 'GET' })
// @ts-expect-error WeChat's option
uploadFile({ url: 'u', filePath: 'f', name: 'n', enableHttp2: true })
// @ts-expect-error no function
uploadFile({ url: 'u', filePath: 'f', name: 'n', success: 'x' })
// @ts-expect-error no argument
uploadFile()

// The types of uploadtask/vela.
import type vela from 'uploadtask/vela'
import { uploadFile } from 'uploadtask/vela'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const yes = <_T extends true>() => {}

const task: vela.UploadTask = uploadFile({ url: 'u', filePath: 'f', name: 'n' })
yes<Equal<keyof vela.UploadTask, 'abort' | 'onProgressUpdate' | 'offProgressUpdate'>>()

uploadFile({ url: 'u', filePath: 'f', name: 'n', success: null, fail: undefined, complete: null, timeout: 0 })
uploadFile({
  url: 'https://example.com/upload',
  filePath: 'internal://files/a',
  name: 'file',
  header: { Text: 'text', Number: 1.9, Null: null, Undefined: undefined },
  formData: { text: 'text', number: 1.9, null: null, undefined: undefined },
  timeout: 1000,
  success(res) {
    yes<Equal<typeof res, vela.UploadFileSuccessCallbackResult>>()
    const known: { statusCode: number; data: string; headers: Record<string, string> } = res
    // @ts-expect-error `header` is WeChat's name
    void res.header
    return known
  },
  fail(data, code) {
    yes<Equal<typeof data, string>>()
    yes<Equal<typeof code, number>>()
  },
  complete() {
    // biome-ignore lint/complexity/noArguments: what is tested is that there are none
    return arguments.length
  },
})

const listener = (res: vela.UploadTaskOnProgressUpdateCallbackResult) =>
  `${res.progress.toFixed()} ${res.totalBytesSent.toFixed()} ${res.totalBytesExpectedToSend.toFixed()}`
task.onProgressUpdate(listener)
task.offProgressUpdate(listener)
task.offProgressUpdate()
task.offProgressUpdate(null)
yes<Equal<ReturnType<typeof task.abort>, void>>()

// @ts-expect-error no Promise
void task.then
// @ts-expect-error complete has no arguments
uploadFile({ url: 'u', filePath: 'f', name: 'n', complete: (_res: unknown) => {} })
// @ts-expect-error filePath is required
uploadFile({ url: 'u', name: 'n' })
// @ts-expect-error wrong type
uploadFile({ url: 'u', filePath: 'f', name: 'n', formData: { flag: true } })
// @ts-expect-error wrong type
uploadFile({ url: 'u', filePath: 'f', name: 'n', header: { List: ['a'] } })
// @ts-expect-error WeChat's option
uploadFile({ url: 'u', filePath: 'f', name: 'n', enableHttp2: true })
// @ts-expect-error no function
uploadFile({ url: 'u', filePath: 'f', name: 'n', success: 'x' })
// @ts-expect-error no argument
uploadFile()

// W6: the types of uploadtask/taro beside those of @tarojs/taro.
import type Platform from '@tarojs/taro'
import type { TaroStatic } from '@tarojs/taro'
import * as uploadtask from 'uploadtask'
import Taro, { type UploadTask, uploadFile } from 'uploadtask/taro'

type IsAny<T> = 0 extends 1 & T ? true : false
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const yes = <_T extends true>() => {}
const no = <_T extends false>() => {}

no<IsAny<TaroStatic['uploadFile']>>()
no<IsAny<ReturnType<TaroStatic['uploadFile']>>>()
no<IsAny<typeof Taro.uploadFile>>()
yes<Equal<typeof Taro.uploadFile, typeof uploadFile>>()
yes<Equal<typeof uploadtask.taro.uploadFile, typeof uploadFile>>()

// In place of the platform's own function.
const platform: TaroStatic['uploadFile'] = Taro.uploadFile
const runtime: Pick<TaroStatic, 'uploadFile'> = uploadtask.createRuntime().taro
const platformTask: Platform.UploadTask.UploadTaskPromise = platform({ url: 'u', filePath: 'f', name: 'n' })
runtime.uploadFile({ url: 'u', filePath: 'f', name: 'n', success: (res) => res.header?.ETag })

// Code that was typed by the platform's own names.
declare const platformOption: Platform.uploadFile.Option
declare const platformListener: Platform.UploadTask.OnProgressUpdateCallback
const option: Taro.uploadFile.Option = {
  url: 'u',
  filePath: 'f',
  name: 'n',
  header: { 'X-Flag': true },
  formData: { number: 1, list: [1] },
  timeout: 1000,
  fileName: 'a.txt',
  withCredentials: true,
  enableHttp2: true,
  enableProfile: false,
  enableQuic: true,
  useHighPerformanceMode: true,
  fileType: 'image',
  hideLoading: true,
}
// C1: content in place of a path.
const blob: Taro.BlobLike = new Blob(['a'])
for (const filePath of [blob, new Uint8Array(1), new ArrayBuffer(1), new DataView(new ArrayBuffer(1)), 'a']) {
  void uploadFile({ url: 'u', filePath, name: 'n' })
}
// @ts-expect-error neither a path nor content
void uploadFile({ url: 'u', filePath: { path: 'a' }, name: 'n' })
// @ts-expect-error a path alone
uploadtask.wx.uploadFile({ url: 'u', filePath: blob, name: 'n' })
const task: UploadTask.UploadTaskPromise = uploadFile(platformOption)
task.onProgressUpdate(platformListener)
platformTask.progress((res: Taro.UploadTask.OnProgressUpdateCallbackResult) => res.progress)

export async function upload() {
  const res = await uploadFile({
    ...option,
    fail: (err) => {
      const errno: number = err.errno
      return errno
    },
    complete: (result) => {
      if (result.errMsg === 'uploadFile:ok') void result.statusCode
      else void result.errno
    },
  })
  yes<Equal<typeof res, Taro.uploadFile.SuccessCallbackResult>>()
  const known: Platform.uploadFile.SuccessCallbackResult = res
  const etag: string | undefined = res.header.ETag
  // @ts-expect-error `headers` is Vela's name
  void res.headers
  return [known, etag, res.cookies.length]
}

// progress and abort return the promise; a derived promise has none of the methods.
const same: UploadTask.UploadTaskPromise = task
  .progress(({ totalBytesSent }) => totalBytesSent)
  .abort(() => {})
const plain: Promise<Taro.uploadFile.SuccessCallbackResult> = same
task.headersReceive(({ header }) => header.ETag)
task.onHeadersReceived(({ header }) => header.ETag)
task.offHeadersReceived()
task.offProgressUpdate()
void plain
// @ts-expect-error a derived promise
void task.then(() => {}).abort
// @ts-expect-error url is required
void uploadFile({ filePath: 'f', name: 'n' })
// @ts-expect-error wrong type
void uploadFile({ url: 'u', filePath: 'f', name: 'n', fileName: 1 })
// @ts-expect-error unknown option
void uploadFile({ url: 'u', filePath: 'f', name: 'n', file: 'f' })
// @ts-expect-error no function
task.progress(1)
// @ts-expect-error no argument
void uploadFile()

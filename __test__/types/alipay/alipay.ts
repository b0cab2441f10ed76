// A3: the types of uploadtask/alipay beside those of @mini-types/my.
import * as uploadtask from 'uploadtask'
import type alipay from 'uploadtask/alipay'
import { uploadFile } from 'uploadtask/alipay'

type IsAny<T> = 0 extends 1 & T ? true : false
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const yes = <_T extends true>() => {}
const no = <_T extends false>() => {}

no<IsAny<typeof my.uploadFile>>()
no<IsAny<typeof alipay.uploadFile>>()
yes<Equal<typeof alipay.uploadFile, typeof uploadFile>>()
yes<Equal<typeof uploadtask.alipay.uploadFile, typeof uploadFile>>()

// Whatever the platform's own function takes.
type PlatformOption = Parameters<typeof my.uploadFile>[0]
declare const platformOption: PlatformOption
const task: alipay.UploadTask = uploadFile(platformOption)
uploadtask.createRuntime().alipay.uploadFile(platformOption)

// What the platform's own gives, but for the argument and the result of `abort`, which its documents do not have.
type PlatformTask = ReturnType<typeof my.uploadFile>
const result: Promise<Awaited<PlatformTask>> = task
const listening: Pick<
  PlatformTask,
  'onProgressUpdate' | 'offProgressUpdate' | 'onHeadersReceived' | 'offHeadersReceived'
> = task

uploadFile({
  url: 'u',
  filePath: 'f',
  fileName: 'older',
  headers: { 'X-Count': 1 },
  formData: { flag: true },
  timeout: 1000,
  fileType: 'image',
  hideLoading: true,
  success(res) {
    yes<Equal<typeof res, alipay.UploadFileSuccessResult>>()
    // @ts-expect-error `headers` is Vela's name
    void res.headers
    return res.header['Content-Type']
  },
  fail(err) {
    yes<Equal<typeof err, alipay.UploadFileFailResult>>()
    return err.error === 9 || err.errorMessage
  },
  complete(res) {
    if ('error' in res) yes<Equal<typeof res, alipay.UploadFileFailResult>>()
    else yes<Equal<typeof res, alipay.UploadFileSuccessResult>>()
  },
})

const { abort, onProgressUpdate, onHeadersReceived } = task
yes<Equal<ReturnType<typeof abort>, void>>()
onProgressUpdate(({ progress, totalBytesWritten, totalBytesExpectedToWrite }) => [
  progress + totalBytesWritten + totalBytesExpectedToWrite,
])
onHeadersReceived(({ header }) => header.ETag)
void [result, listening]

// @ts-expect-error url is missing
uploadFile({ filePath: 'f', name: 'n' })

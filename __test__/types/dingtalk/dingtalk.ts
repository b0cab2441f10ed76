// M1: the types of uploadtask/dd beside those of dingtalk-jsapi.
import type { IUnionUploadFileParams, IUnionUploadFileResult } from 'dingtalk-jsapi/api/union/uploadFile'
import type * as uploadtask from 'uploadtask'
import type dingtalk from 'uploadtask/dd'
import { uploadFile } from 'uploadtask/dd'

type IsAny<T> = 0 extends 1 & T ? true : false
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const yes = <_T extends true>() => {}
const no = <_T extends false>() => {}

no<IsAny<IUnionUploadFileParams>>()
no<IsAny<typeof dingtalk.uploadFile>>()
yes<Equal<typeof uploadtask.dd.uploadFile, typeof uploadFile>>()

// What the platform's own takes. Its callbacks are any functions at all.
type Callbacks = 'success' | 'fail' | 'complete' | 'onSuccess' | 'onFail' | 'onComplete'
declare const params: Omit<IUnionUploadFileParams, Callbacks>
const task: dingtalk.UploadTask = uploadFile(params)

// What it gives, but for the status, which is a number here (M4).
const result: Promise<Omit<IUnionUploadFileResult, 'statusCode'>> = task
export const status: Promise<number> = task.then(({ statusCode }) => statusCode)
void result

uploadFile({
  ...params,
  success: ({ data, header }) => [data, header['Content-Type']],
  fail: ({ error, errorMessage }) => [error, errorMessage],
})

// @ts-expect-error url is missing
uploadFile({ filePath: 'f', fileName: 'n', fileType: 'image' })

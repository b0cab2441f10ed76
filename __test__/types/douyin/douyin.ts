// M1: the types of uploadtask/tt beside those of @douyin-microapp/typings.
import * as uploadtask from 'uploadtask'
import type douyin from 'uploadtask/tt'
import { uploadFile } from 'uploadtask/tt'

type IsAny<T> = 0 extends 1 & T ? true : false
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const yes = <_T extends true>() => {}
const no = <_T extends false>() => {}

no<IsAny<typeof tt.uploadFile>>()
no<IsAny<typeof douyin.uploadFile>>()
yes<Equal<typeof uploadtask.tt.uploadFile, typeof uploadFile>>()

// In place of the platform's own function.
const platform: typeof tt.uploadFile = uploadFile
const runtime: Pick<typeof tt, 'uploadFile'> = uploadtask.createRuntime().tt
const task: ReturnType<typeof tt.uploadFile> = platform({ url: 'u', filePath: 'f', name: 'n' })
task.onProgressUpdate(({ progress, totalBytesSent }) => progress + totalBytesSent)

// Whatever the platform's own function takes.
declare const platformOption: Parameters<typeof tt.uploadFile>[0]
const own: douyin.UploadTask = uploadFile(platformOption)
own.offProgressUpdate()

// What the platform's callbacks are declared to get.
runtime.uploadFile({
  url: 'u',
  filePath: 'f',
  name: 'n',
  success: ({ errMsg, data, statusCode }) => [errMsg, data.length, statusCode.toFixed()],
  fail: ({ errMsg, errNo }) => [errMsg, errNo],
  complete: ({ errMsg }) => errMsg,
})
uploadFile({ url: 'u', filePath: 'f', name: 'n', timeout: 1000, success: ({ profile }) => profile?.peerIP })

// @ts-expect-error the form key is missing
uploadFile({ url: 'u', filePath: 'f' })

// M12: the types of uploadtask/uni beside those of uni-app.
import type uploadtask from 'uploadtask/uni'
import { type UploadTask, uploadFile } from 'uploadtask/uni'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const yes = <_T extends true>() => {}

// Whatever uni-app's own takes.
declare const options: UniNamespace.UploadFileOption
uploadFile(options)

// What it gives can be used in place of uni-app's.
const target = { url: 'u', filePath: 'f', name: 'n' }
const promise = uploadFile(target)
yes<Equal<typeof promise, Promise<uploadtask.UploadFileSuccessResult>>>()
const result: Promise<UniNamespace.UploadFileSuccessCallbackResult> = promise
const task: UniNamespace.UploadTask = uploadFile({ ...target, success: ({ data }) => data.length })
const other: UploadTask = uploadFile({ ...target, fail: ({ errMsg, errno }) => errMsg + errno })
uploadFile({ url: 'u', files: [{ uri: 'a' }, { uri: 'b', name: 'c' }], complete: ({ errMsg }) => errMsg })

// Content in place of a path.
uploadFile({ url: 'u', name: 'n', file: new File(['a'], 'a.txt') })
uploadFile({ url: 'u', files: [{ file: new Blob(['a']) }, { uri: new Uint8Array(1) }] })

// @ts-expect-error a promise has no methods of the task
promise.abort()
// @ts-expect-error the list is one of objects
uploadFile({ url: 'u', files: ['a'] })

export { other, result, task }

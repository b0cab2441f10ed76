// W6: the types of uploadtask/wx beside those of miniprogram-api-typings.
import * as uploadtask from 'uploadtask'
import wx, { uploadFile } from 'uploadtask/wx'

type IsAny<T> = 0 extends 1 & T ? true : false
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const yes = <_T extends true>() => {}
const no = <_T extends false>() => {}

no<IsAny<WechatMiniprogram.Wx['uploadFile']>>()
no<IsAny<typeof wx.uploadFile>>()
yes<Equal<typeof wx.uploadFile, typeof uploadFile>>()
yes<Equal<typeof uploadtask.wx.uploadFile, typeof uploadFile>>()

// In place of the platform's own function.
const platform: WechatMiniprogram.Wx['uploadFile'] = wx.uploadFile
const runtime: Pick<WechatMiniprogram.Wx, 'uploadFile'> = uploadtask.createRuntime().wx
const platformTask: WechatMiniprogram.UploadTask = platform({ url: 'u', filePath: 'f', name: 'n' })
runtime.uploadFile({ url: 'u', filePath: 'f', name: 'n', success: (res) => res.profile.rtt })

// Code that was typed by the platform's own names.
declare const platformOption: WechatMiniprogram.UploadFileOption
const option: wx.UploadFileOption = {
  url: 'u',
  filePath: 'f',
  name: 'n',
  header: { Cookie: 'a=b', 'X-Count': 1, 'X-Flag': true },
  formData: { number: 1, boolean: true, nothing: null, list: [1], nested: {}, big: 1n },
  timeout: 1000,
  enableHttp2: true,
  enableProfile: false,
  enableQuic: true,
  useHighPerformanceMode: true,
  fileName: 'a.txt',
  fileType: 'image',
  hideLoading: true,
  withCredentials: false,
}
const platformListener: WechatMiniprogram.UploadTaskOnProgressUpdateCallback = () => {}
const task: wx.UploadTask = uploadFile(platformOption)
task.onProgressUpdate(platformListener)
platformTask.offProgressUpdate((res: wx.UploadTaskOnProgressUpdateListenerResult) => res.progress)

interface Form {
  user: string
}
declare const form: Form

uploadFile({
  ...option,
  header: undefined,
  formData: form,
  success(res) {
    yes<Equal<typeof res, wx.UploadFileSuccessCallbackResult>>()
    yes<Equal<typeof res.header, Record<string, string>>>()
    yes<Equal<typeof res.profile, wx.RequestProfile | undefined>>()
    const { data, statusCode, cookies }: { data: string; statusCode: number; cookies: string[] } = res
    res.profile?.receivedBytedCount?.toFixed()
    // @ts-expect-error a field that was not measured is absent
    res.profile?.requestEnd.toFixed()
    // @ts-expect-error `headers` is Vela's name
    void res.headers
    return [data, statusCode, cookies]
  },
  fail(err) {
    yes<Equal<typeof err, wx.UploadFileFailCallbackResult>>()
    const errno: number = err.errno
    return err.errMsg === 'uploadFile:fail timeout' || errno
  },
  complete(res) {
    if (res.errMsg === 'uploadFile:ok') yes<Equal<typeof res, wx.UploadFileSuccessCallbackResult>>()
    else yes<Equal<typeof res, wx.UploadFileFailCallbackResult>>()
  },
})

const { abort, onHeadersReceived, offHeadersReceived, offProgressUpdate } = task
yes<Equal<ReturnType<typeof abort>, void>>()
onHeadersReceived(({ header }) => header.ETag)
offHeadersReceived()
offProgressUpdate()

// @ts-expect-error no Promise
void task.then
// @ts-expect-error url is required
uploadFile({ filePath: 'f', name: 'n' })
// @ts-expect-error wrong type
uploadFile({ url: 1, filePath: 'f', name: 'n' })
// @ts-expect-error wrong type
uploadFile({ url: 'u', filePath: 'f', name: 'n', timeout: '1000' })
// @ts-expect-error unknown option
uploadFile({ url: 'u', filePath: 'f', name: 'n', enableHttp3: true })
// @ts-expect-error no object
uploadFile({ url: 'u', filePath: 'f', name: 'n', header: 'X: y' })
// @ts-expect-error a result has no such field
uploadFile({ url: 'u', filePath: 'f', name: 'n', success: (res: { body: string }) => res.body })
// @ts-expect-error no function
task.onProgressUpdate(1)
// @ts-expect-error no argument
uploadFile()

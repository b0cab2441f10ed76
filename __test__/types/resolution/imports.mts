// V1: what `import` gives. The test compiles the same text as a CommonJS module too (imports.cts).
import type * as namespace from 'uploadtask'
import uploadtask, {
  type createRuntime,
  type files,
  type quickapp,
  type taro,
  type uploadFile,
  type vela,
  type wx,
} from 'uploadtask'
import type quickappModule from 'uploadtask/quickapp'
import type { uploadFile as quickappUploadFile } from 'uploadtask/quickapp'
import type taroModule from 'uploadtask/taro'
import type { uploadFile as taroUploadFile } from 'uploadtask/taro'
import type * as velaNamespace from 'uploadtask/vela'
import type velaModule from 'uploadtask/vela'
import type { UploadFileOption, uploadFile as velaUploadFile } from 'uploadtask/vela'
import wxModule, { type uploadFile as wxUploadFile } from 'uploadtask/wx'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const yes = <_T extends true>() => {}
const no = <_T extends false>() => {}
type IsAny<T> = 0 extends 1 & T ? true : false

no<IsAny<typeof uploadFile>>()
no<IsAny<typeof wxUploadFile>>()
no<IsAny<typeof taroUploadFile>>()
no<IsAny<typeof quickappUploadFile>>()
no<IsAny<typeof files>>()
no<IsAny<typeof uploadtask>>()
no<IsAny<typeof velaModule>>()
no<IsAny<typeof createRuntime>>()

// The module is the Vela object, and its own default.
yes<Equal<typeof uploadtask.uploadFile, typeof velaUploadFile>>()
yes<Equal<typeof uploadtask.default.uploadFile, typeof velaUploadFile>>()
yes<Equal<typeof uploadtask.createRuntime, typeof createRuntime>>()
yes<Equal<typeof uploadtask.files, typeof files>>()
yes<Equal<ReturnType<typeof createRuntime>['files'], typeof files>>()
yes<Equal<typeof namespace.uploadFile, typeof uploadFile>>()
yes<Equal<typeof namespace.default.uploadFile, typeof uploadFile>>()
yes<Equal<typeof uploadFile, typeof velaUploadFile>>()

// Each member is what its subpath gives.
yes<Equal<typeof vela.uploadFile, typeof velaUploadFile>>()
yes<Equal<typeof vela.default.uploadFile, typeof velaUploadFile>>()
yes<Equal<typeof wx.uploadFile, typeof wxUploadFile>>()
yes<Equal<typeof taro.uploadFile, typeof taroUploadFile>>()
yes<Equal<typeof quickapp.uploadFile, typeof quickappUploadFile>>()
yes<Equal<typeof uploadtask.quickapp.uploadFile, typeof quickappUploadFile>>()
yes<Equal<typeof uploadtask.wx.uploadFile, typeof wxUploadFile>>()
yes<Equal<typeof uploadtask.taro.default.uploadFile, typeof taroUploadFile>>()

yes<Equal<typeof velaModule.uploadFile, typeof velaUploadFile>>()
yes<Equal<typeof velaModule.default.uploadFile, typeof velaUploadFile>>()
yes<Equal<typeof velaNamespace.default.uploadFile, typeof velaUploadFile>>()
yes<Equal<typeof quickappModule.uploadFile, typeof quickappUploadFile>>()
yes<Equal<typeof quickappModule.default.uploadFile, typeof quickappUploadFile>>()
yes<Equal<typeof wxModule.uploadFile, typeof wxUploadFile>>()
yes<Equal<typeof wxModule.default.uploadFile, typeof wxUploadFile>>()
yes<Equal<typeof taroModule.uploadFile, typeof taroUploadFile>>()
yes<Equal<typeof taroModule.default.uploadFile, typeof taroUploadFile>>()

// The types can be named through each of them.
no<IsAny<UploadFileOption>>()
yes<Equal<uploadtask.UploadFileOption, UploadFileOption>>()
yes<Equal<uploadtask.vela.UploadFileOption, UploadFileOption>>()
yes<Equal<namespace.vela.UploadFileOption, UploadFileOption>>()
yes<Equal<velaModule.UploadFileOption, UploadFileOption>>()
yes<Equal<velaNamespace.UploadFileOption, UploadFileOption>>()
no<IsAny<quickappModule.UploadFileOption>>()
yes<Equal<uploadtask.quickapp.UploadFileOption, quickappModule.UploadFileOption>>()
yes<Equal<ReturnType<typeof quickapp.uploadFile>, quickapp.UploadTask>>()
no<IsAny<wxModule.UploadTask>>()
yes<Equal<uploadtask.wx.UploadTask, wxModule.UploadTask>>()
yes<Equal<ReturnType<typeof wx.uploadFile>, wx.UploadTask>>()
no<IsAny<taroModule.uploadFile.Option>>()
yes<Equal<uploadtask.taro.uploadFile.Option, taroModule.uploadFile.Option>>()
yes<Equal<ReturnType<typeof taroUploadFile>, taro.UploadTask.UploadTaskPromise>>()

// @ts-expect-error no such member
void uploadtask.uploadFiles
// @ts-expect-error no such member
void wxModule.createRuntime
// @ts-expect-error no such subpath
void import('uploadtask/quickapps')

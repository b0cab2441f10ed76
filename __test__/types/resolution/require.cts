// V1: what `import x = require()` gives to TypeScript.
import uploadtask = require('uploadtask')
import quickapp = require('uploadtask/quickapp')
import taro = require('uploadtask/taro')
import vela = require('uploadtask/vela')
import wx = require('uploadtask/wx')

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const yes = <_T extends true>() => {}
const no = <_T extends false>() => {}
type IsAny<T> = 0 extends 1 & T ? true : false

no<IsAny<typeof uploadtask.uploadFile>>()
no<IsAny<wx.UploadTask>>()
yes<Equal<typeof uploadtask.uploadFile, typeof vela.uploadFile>>()
yes<Equal<typeof uploadtask.default.uploadFile, typeof vela.uploadFile>>()
yes<Equal<typeof uploadtask.quickapp.uploadFile, typeof quickapp.uploadFile>>()
yes<Equal<typeof quickapp.default.uploadFile, typeof quickapp.uploadFile>>()
yes<Equal<uploadtask.quickapp.UploadTask, quickapp.UploadTask>>()
yes<Equal<typeof uploadtask.wx.uploadFile, typeof wx.uploadFile>>()
yes<Equal<typeof uploadtask.taro.uploadFile, typeof taro.uploadFile>>()
yes<Equal<typeof vela.default.uploadFile, typeof vela.uploadFile>>()
yes<Equal<typeof wx.default.uploadFile, typeof wx.uploadFile>>()
yes<Equal<typeof taro.default.uploadFile, typeof taro.uploadFile>>()
yes<Equal<uploadtask.UploadTask, vela.UploadTask>>()
yes<Equal<uploadtask.wx.UploadTask, wx.UploadTask>>()

// @ts-expect-error no such member
void uploadtask.uploadFiles

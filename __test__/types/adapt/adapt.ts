// X1: the types of uploadtask/adapt over the platforms' own types and over those of the package.
import type PlatformTaro from '@tarojs/taro'
import * as uploadtask from 'uploadtask'
import adapt, { type HostOption, taroFromVela, velaFromTaro } from 'uploadtask/adapt'
import type * as quickapp from 'uploadtask/quickapp'
import type * as taro from 'uploadtask/taro'
import type * as vela from 'uploadtask/vela'
import type * as wx from 'uploadtask/wx'

type IsAny<T> = 0 extends 1 & T ? true : false
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const yes = <_T extends true>() => {}
const no = <_T extends false>() => {}

declare const platformWx: WechatMiniprogram.Wx
declare const platformTaro: typeof PlatformTaro
no<IsAny<typeof platformWx.uploadFile>>()
no<IsAny<typeof platformTaro.uploadFile>>()

// The platforms' own objects are hosts.
const velas = [
  adapt.velaFromWx(platformWx),
  adapt.velaFromTaro(platformTaro),
  adapt.velaFromQuickapp(uploadtask.quickapp),
]
const quickapps = [
  adapt.quickappFromWx(platformWx),
  adapt.quickappFromTaro(platformTaro),
  adapt.quickappFromVela(uploadtask.vela),
]
const taros = [
  adapt.taroFromWx(platformWx),
  adapt.taroFromVela(uploadtask),
  adapt.taroFromQuickapp(quickapps[0]),
]
const wxs = [
  adapt.wxFromTaro(platformTaro),
  adapt.wxFromVela(uploadtask.vela),
  adapt.wxFromQuickapp(quickapps[1]),
]
const [velaUpload, quickappUpload, taroUpload, wxUpload] = [
  velas[0].uploadFile,
  quickapps[0].uploadFile,
  taros[0].uploadFile,
  wxs[0].uploadFile,
]

yes<Equal<typeof velaUpload, typeof vela.uploadFile>>()
yes<Equal<typeof quickappUpload, typeof quickapp.uploadFile>>()
yes<Equal<typeof taroUpload, typeof taro.uploadFile>>()
yes<Equal<typeof wxUpload, typeof wx.uploadFile>>()
yes<Equal<typeof adapt.taroFromVela, typeof taroFromVela>>()

// What comes out stands in for the platform, and goes in again.
const inPlaceOfTaro: Pick<typeof PlatformTaro, 'uploadFile'> = taroFromVela(velaFromTaro(platformTaro))
const inPlaceOfWx: Pick<WechatMiniprogram.Wx, 'uploadFile'> = adapt.wxFromQuickapp(
  adapt.quickappFromWx(platformWx),
)
void [inPlaceOfTaro, inPlaceOfWx]

// A mock.
adapt.taroFromVela({
  uploadFile(options: HostOption) {
    options.success({ statusCode: 200, data: '', headers: {} })
    return undefined
  },
})
adapt.velaFromTaro({ uploadFile: async () => ({ statusCode: 200, data: '' }) })
// @ts-expect-error no uploadFile
adapt.taroFromVela({})
// @ts-expect-error no host
adapt.taroFromVela()
// @ts-expect-error a result of Vela has no `header`
velas[0].uploadFile({ url: 'u', filePath: 'f', name: 'n', success: (res) => res.header })

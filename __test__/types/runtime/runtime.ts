// The configuration of createRuntime.
import {
  createRuntime,
  type Files,
  files,
  type quickapp,
  type Runtime,
  type RuntimeOptions,
  type taro,
  type uploadFile,
  type vela,
  wx,
} from 'uploadtask'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const yes = <_T extends true>() => {}

const every: Required<RuntimeOptions> = {
  root: 'data/quickapp',
  package: 'com.example.app',
  appDir: 'src',
  hostPaths: false,
  strict: true,
  maxConcurrency: { vela: 1, quickapp: 3, wx: 2 },
  onLimit: 'fail',
  networkTimeout: { uploadFile: 1000, request: 1, connectSocket: 1, downloadFile: 1 },
  domains: ['example.com', 'example.com:8443', 'https://example.com'],
  intercept: { 'https://api.example.com': 'http://127.0.0.1:8310' },
  proxy: false,
  ca: ['-----BEGIN CERTIFICATE-----', new Uint8Array()],
  rejectUnauthorized: true,
  maxResponseBytes: 1024,
  wire: 'portable',
  abort: 'fail',
  userAgent: 'test/1.0',
}
const runtime: Runtime = createRuntime(every)
createRuntime()
createRuntime(undefined)
createRuntime({
  root: undefined,
  package: undefined,
  appDir: undefined,
  hostPaths: undefined,
  maxConcurrency: undefined,
  onLimit: undefined,
  networkTimeout: undefined,
  domains: undefined,
  intercept: undefined,
  proxy: undefined,
  ca: undefined,
  rejectUnauthorized: undefined,
  maxResponseBytes: undefined,
  wire: undefined,
  abort: undefined,
  userAgent: undefined,
})
createRuntime({ wire: 'device' })
createRuntime({ maxConcurrency: 3, proxy: 'http://127.0.0.1:3128', ca: new Uint8Array() })

type MiniProgram = 'tt' | 'swan' | 'qq' | 'jd' | 'ks' | 'xhs' | 'has' | 'dd' | 'uni'
type Platform = 'vela' | 'quickapp' | 'wx' | 'taro' | 'alipay' | MiniProgram
yes<Equal<keyof Runtime, Platform | 'files'>>()
yes<Equal<keyof Runtime[Platform], 'uploadFile'>>()
yes<Equal<typeof runtime.vela.uploadFile, typeof uploadFile>>()
yes<Equal<typeof runtime.vela.uploadFile, typeof vela.uploadFile>>()
yes<Equal<typeof runtime.quickapp.uploadFile, typeof quickapp.uploadFile>>()
yes<Equal<typeof runtime.wx.uploadFile, typeof wx.uploadFile>>()
yes<Equal<typeof runtime.taro.uploadFile, typeof taro.uploadFile>>()
runtime.wx.uploadFile = wx.uploadFile

// An interface has no index signature, and declares headers and fields as well as a type does.
interface Form {
  album: string
  page?: number
}
declare const form: Form
const filled = { url: 'u', filePath: 'f', name: 'n', header: form, formData: form }
runtime.wx.uploadFile(filled)
runtime.taro.uploadFile(filled)
runtime.alipay.uploadFile({ ...filled, headers: form })
runtime.tt.uploadFile(filled)
runtime.uni.uploadFile(filled)
runtime.dd.uploadFile({ ...filled, fileName: 'n', fileType: 'image' })

yes<Equal<keyof Files, 'temp' | 'write'>>()
yes<Equal<typeof files, Files>>()
yes<Equal<typeof runtime.files, Files>>()
const picture: string = runtime.files.temp('photo.jpg')
const note: string = files.write('internal://files/note.txt', 'hello')
files.write('wxfile://usr/note.bin', new Uint8Array([1]))
runtime.wx.uploadFile({ url: 'u', filePath: picture, name: 'n' })
runtime.vela.uploadFile({ url: 'u', filePath: note, name: 'n' })
// @ts-expect-error no content
files.write('internal://files/note.txt')
// @ts-expect-error neither text nor bytes
files.write('internal://files/note.txt', { a: 1 })

// @ts-expect-error unknown option
createRuntime({ maxConcurency: 1 })
// @ts-expect-error wrong type
createRuntime({ root: 1 })
// @ts-expect-error unknown dialect
createRuntime({ maxConcurrency: { taro: 1 } })
// @ts-expect-error unknown value
createRuntime({ onLimit: 'wait' })
// @ts-expect-error a list is no table
createRuntime({ intercept: ['https://api.example.com'] })
// @ts-expect-error `true` is no proxy
createRuntime({ proxy: true })
// @ts-expect-error `null` is not absent
createRuntime({ userAgent: null })
// @ts-expect-error the dialects are not callable
runtime.vela()

// V4: a program that adds to Taro's own types, as Taro's plugins do, beside `uploadtask` and `@system.uploadtask`.
import system from '@system.uploadtask'
import Taro, { type TaroStatic } from '@tarojs/taro'
import type { vela } from 'uploadtask'
import { uploadFile } from 'uploadtask/taro'

declare module '@tarojs/taro' {
  namespace uploadFile {
    interface Option {
      retries?: number
    }
  }
  interface TaroStatic {
    uploadAll: (options: uploadFile.Option[]) => Promise<uploadFile.SuccessCallbackResult[]>
  }
}

const option: Taro.uploadFile.Option = { url: 'u', filePath: 'f', name: 'n', retries: 3 }
const platform: TaroStatic['uploadFile'] = uploadFile
const uploadAll: TaroStatic['uploadAll'] = (options) => Promise.all(options.map((one) => platform(one)))
Taro.uploadAll = uploadAll
void Taro.uploadFile(option)
void uploadFile(option)
const velaUpload: typeof vela.uploadFile = system.uploadFile
velaUpload({ url: 'u', filePath: 'f', name: 'n' }).abort()

// @ts-expect-error not what was added
void Taro.uploadFile({ url: 'u', filePath: 'f', name: 'n', retries: 'three' })

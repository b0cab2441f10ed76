// Does not compile: what wx.uploadFile returns is no Promise.
import type { TaroStatic } from '@tarojs/taro'
import { uploadFile } from 'uploadtask/wx'

export const platform: TaroStatic['uploadFile'] = uploadFile

// Does not compile: the Vela task has no methods for response headers.
import { uploadFile } from 'uploadtask/vela'

export const platform: WechatMiniprogram.Wx['uploadFile'] = uploadFile

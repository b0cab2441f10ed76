// As an app for H5 does it: with what the user chose, a preview or a picture from a canvas.
import Taro, { uploadFile } from '@tarojs/taro'

const url = process.env.RECEIVER

/** By the default import. */
export function uploadChosen(file) {
  return Taro.uploadFile({ url, name: 'chosen', filePath: file, formData: { by: 'default' } })
}

/** By the named import. */
export function uploadPreview(preview) {
  return uploadFile({ url, name: 'preview', filePath: preview, fileName: 'preview.png' })
}

// Stands in for the person who chooses pictures on a phone: `wx.chooseImage` gives those of the variable PICTURES.
import path from 'node:path'
import { files } from 'uploadtask'

wx.chooseImage = ({ count, success, complete }) => {
  setImmediate(() => {
    const pictures = process.env.PICTURES.split(path.delimiter).slice(0, count)
    const result = { errMsg: 'chooseImage:ok', tempFilePaths: pictures.map((picture) => files.temp(picture)) }
    success?.(result)
    complete?.(result)
  })
}

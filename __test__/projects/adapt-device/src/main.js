// Code that was written for Taro, on a Vela watch: the watch has no Node.js and no package manager, so this is bundled.
import { taroFromVela, velaFromTaro } from 'uploadtask/adapt'

/** Uploads with what the watch has. */
export async function upload(uploadtask, options) {
  const Taro = taroFromVela(uploadtask)
  const headers = []
  const task = Taro.uploadFile(options)
  task.headersReceive(({ header }) => headers.push(header))
  return { result: await task, headers }
}

/** The same watch, seen through Taro as a watch again. */
export function sameAgain(uploadtask) {
  return velaFromTaro(taroFromVela(uploadtask))
}

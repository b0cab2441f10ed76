'use strict'
// What the command has to know of each platform's uploadFile.

/**
 * @typedef {{ sent: number, total: number }} Progress Bytes of the request's body.
 * @typedef {{ message: string, code?: number }} Failure
 *
 * @typedef {object} CommandDialect
 * @property {number} unlimited The `timeout` that means no limit.
 * @property {number} [timedOut] The code of an upload that took too long, where the platform has one for that alone.
 * @property {string} headers The name of the headers in the result.
 * @property {(event: any) => Progress} progress
 * @property {(...reason: any[]) => Failure} failure From what `fail` gets.
 */

// For mini-programs 0 is the default of 60 s; this is the longest limit, 24 days.
const MAX_TIMEOUT = 2_147_483_647

/** @type {CommandDialect} */
const system = {
  unlimited: 0,
  timedOut: 204,
  headers: 'headers',
  progress: ({ totalBytesSent: sent, totalBytesExpectedToSend: total }) => ({ sent, total }),
  failure: (message, code) => ({ message, code }),
}

/** @type {CommandDialect} */
const wx = {
  ...system,
  unlimited: MAX_TIMEOUT,
  timedOut: 5,
  headers: 'header',
  failure: ({ errMsg, errno }) => ({ message: errMsg, code: errno }),
}

/** @type {CommandDialect} */
const alipay = {
  ...system,
  unlimited: MAX_TIMEOUT,
  timedOut: undefined,
  headers: 'header',
  progress: ({ totalBytesWritten: sent, totalBytesExpectedToWrite: total }) => ({ sent, total }),
  failure: ({ error, errorMessage }) => ({ message: errorMessage, code: error }),
}

/** Mini-programs that publish no numbers of failures. @type {CommandDialect} */
const miniProgram = { ...wx, timedOut: undefined, failure: ({ errMsg }) => ({ message: errMsg }) }

/** @type {CommandDialect} */
const dd = { ...alipay, progress: wx.progress }

/** The platforms that `--dialect` takes. @satisfies {Record<string, CommandDialect>} */
const DIALECTS = {
  vela: system,
  quickapp: system,
  wx,
  taro: wx,
  alipay,
  tt: miniProgram,
  swan: miniProgram,
  qq: miniProgram,
  jd: miniProgram,
  ks: miniProgram,
  xhs: miniProgram,
  has: miniProgram,
  dd,
  uni: wx,
}

module.exports = { DIALECTS }

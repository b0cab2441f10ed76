'use strict'
// What the dialects say and have, for tests over stand-ins.

/** A result of each dialect. */
const RESULTS = {
  vela: { statusCode: 200, data: 'ok', headers: { ETag: 'x' } },
  quickapp: { statusCode: 200, data: 'ok', headers: { ETag: 'x' } },
  wx: { errMsg: 'uploadFile:ok', statusCode: 200, data: 'ok', header: { ETag: 'x' }, cookies: [] },
}
/** @type {Record<string, any>} */
const RESULT = { ...RESULTS, taro: RESULTS.wx }
/** What `fail` gets for a timeout. @type {Record<string, any[]>} */
const TIMEOUT = {
  vela: ['late', 204],
  quickapp: ['late', 204],
  wx: [{ errMsg: 'uploadFile:fail timeout', errno: 5 }],
  taro: [{ errMsg: 'uploadFile:fail timeout', errno: 5 }],
}
/** What `fail` and `complete` get for an abort. @type {Record<string, Array<[string, ...any[]]>>} */
const ABORTED = {
  vela: [],
  quickapp: [
    ['fail', 'Canceled', 1000],
    ['complete', 'Canceled'],
  ],
  wx: [
    ['fail', { errMsg: 'uploadFile:fail abort', errno: 600004 }],
    ['complete', { errMsg: 'uploadFile:fail abort', errno: 600004 }],
  ],
}
ABORTED.taro = ABORTED.wx
const METHODS = ['abort', 'onProgressUpdate', 'offProgressUpdate']
const HEADER_METHODS = ['onHeadersReceived', 'offHeadersReceived']
/** The methods of a task. @type {Record<string, string[]>} */
const SHAPE = {
  vela: METHODS,
  quickapp: [...METHODS, ...HEADER_METHODS],
  wx: [...METHODS, ...HEADER_METHODS],
  taro: [...METHODS, ...HEADER_METHODS, 'progress', 'headersReceive'],
}

/** A progress event. */
const event = (/** @type {number} */ progress) => ({
  progress,
  totalBytesSent: progress * 10,
  totalBytesExpectedToSend: 1000,
})

/** All that was put off until now has run. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** The dialect of an adapter's host. */
function hostOf(/** @type {string} */ name) {
  return name.split('From')[1].toLowerCase()
}

module.exports = { RESULT, TIMEOUT, ABORTED, SHAPE, event, settled, hostOf }

'use strict'
// What the command has to know of each platform's uploadFile.

/**
 * @typedef {object} CommandDialect
 * @property {number} unlimited The `timeout` that means no limit.
 * @property {number} timedOut The code of an upload that took too long.
 * @property {string} headers The name of the headers in the result.
 */

// For WeChat 0 is the default of 60 s; this is the longest limit, 24 days.
const LONGEST = 2_147_483_647

/** @type {Record<'vela' | 'quickapp' | 'wx' | 'taro', CommandDialect>} */
const DIALECTS = {
  vela: { unlimited: 0, timedOut: 204, headers: 'headers' },
  quickapp: { unlimited: 0, timedOut: 204, headers: 'headers' },
  wx: { unlimited: LONGEST, timedOut: 5, headers: 'header' },
  taro: { unlimited: LONGEST, timedOut: 5, headers: 'header' },
}

module.exports = { DIALECTS }

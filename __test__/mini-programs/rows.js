'use strict'
// What each mini-program says otherwise than WeChat: docs/contract/mini-programs.md.

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {string} key The option that holds the form key.
 * @property {string[]} success The members of what `success` gets.
 * @property {boolean} promised
 * @property {string[]} forbidden The headers that an app cannot set.
 * @property {Array<[path: string, file: string]>} areas Paths in its areas, and their files below the root.
 * @property {string[]} nowhere Paths that begin as those do, and are in none.
 * @property {(message: string, isBadArgument?: boolean) => object} failure
 */

/** @type {Omit<Row, 'name' | 'areas' | 'nowhere'>} */
const likeWeChat = {
  key: 'name',
  success: ['errMsg', 'statusCode', 'data'],
  promised: false,
  forbidden: ['Referer'],
  failure: (message) => ({ errMsg: `uploadFile:fail ${message}` }),
}

/** @type {Row[]} */
const rows = [
  {
    ...likeWeChat,
    name: 'tt',
    success: ['errMsg', 'statusCode', 'data', 'profile'],
    forbidden: ['Referer', 'User-Agent'],
    areas: [
      ['ttfile://temp/a/1.png', 'tt/temp/a/1.png'],
      ['ttfile://user/1.png', 'tt/user/1.png'],
    ],
    nowhere: ['ttfile://elsewhere/1.png'],
  },
  {
    ...likeWeChat,
    name: 'swan',
    areas: [
      ['bdfile://tmp_1.png', 'swan/tmp/tmp_1.png'],
      ['bdfile://tmp/program/1.png', 'swan/tmp/program/1.png'],
    ],
    nowhere: ['bdfile://tmpx'],
  },
  {
    ...likeWeChat,
    name: 'qq',
    areas: [['qqfile://usr/1.png', 'qq/usr/1.png']],
    nowhere: ['qqfile://elsewhere/1.png'],
  },
  { ...likeWeChat, name: 'jd', areas: [['jdfile://a/1.png', 'jd/a/1.png']], nowhere: [] },
  {
    ...likeWeChat,
    name: 'ks',
    areas: [
      ['ksfile://temp/1.png', 'ks/temp/temp/1.png'],
      ['ksfile://temp_1.png', 'ks/temp/temp_1.png'],
    ],
    nowhere: ['ksfile://elsewhere/1.png'],
  },
  { ...likeWeChat, name: 'xhs', areas: [], nowhere: [] },
  {
    ...likeWeChat,
    name: 'has',
    areas: [['internal://tmp/1.png', 'tmp/1.png']],
    nowhere: ['internal://files/1.png'],
  },
  {
    name: 'dd',
    key: 'fileName',
    success: ['data', 'statusCode', 'header'],
    promised: true,
    forbidden: ['Referer'],
    areas: [
      ['https://resource/1.image', 'alipay/resource/1.image'],
      ['https://usr/a/1.png', 'alipay/usr/a/1.png'],
    ],
    nowhere: ['https://elsewhere/1.png'],
    failure: (errorMessage, isBadArgument = false) =>
      isBadArgument ? { error: 11, errorMessage } : { errorMessage },
  },
]

module.exports = { rows }

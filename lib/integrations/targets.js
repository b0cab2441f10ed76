'use strict'

/**
 * What modules of the platforms are here: from a module specifier to the subpath of this package.
 *
 * @param {Pick<import('../configuration/index.js').Configuration, 'dialect' | 'taro'>} configuration
 * @returns {Record<string, string>}
 */
function targets({ dialect, taro }) {
  return {
    '@system.uploadtask': `uploadtask/${dialect}`,
    ...(taro && { '@tarojs/taro': 'uploadtask/taro' }),
  }
}

module.exports = { targets }

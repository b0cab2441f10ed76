'use strict'
// The mini-program platforms by all the names that they have: `platform` of the configuration, `TARO_ENV`, `UNI_PLATFORM`.

const { ConfigurationError } = require('./configuration-error.js')

/**
 * @typedef {'weapp' | 'qywx' | 'tt' | 'lark' | 'swan' | 'qq' | 'jd' | 'kwai' | 'xhs' | 'has' | 'alipay' | 'dd' | 'uni'} PlatformName
 *
 * @typedef {object} MiniProgram
 * @property {string} host Its global.
 * @property {string} module The module of this package that its global is, `uploadtask/<module>`.
 * @property {string} [plugin] Taro's plugin for it.
 * @property {string[]} aliases What else it is called: by this package, by its global, by uni-app.
 */

const plugin = (/** @type {string} */ name) => `@tarojs/plugin-platform-${name}`

/** @type {Record<PlatformName, MiniProgram>} */
const MINI_PROGRAMS = {
  weapp: { host: 'wx', module: 'wx', plugin: plugin('weapp'), aliases: ['wx', 'mp-weixin'] },
  // WeCom is WeChat with a runtime of Taro's own.
  qywx: { host: 'wx', module: 'wx', plugin: plugin('weapp-qy'), aliases: [] },
  tt: { host: 'tt', module: 'tt', plugin: plugin('tt'), aliases: ['mp-toutiao'] },
  lark: { host: 'tt', module: 'tt', plugin: plugin('lark'), aliases: ['mp-lark'] },
  swan: { host: 'swan', module: 'swan', plugin: plugin('swan'), aliases: ['mp-baidu'] },
  qq: { host: 'qq', module: 'qq', plugin: plugin('qq'), aliases: ['mp-qq'] },
  jd: { host: 'jd', module: 'jd', plugin: plugin('jd'), aliases: ['mp-jd'] },
  kwai: { host: 'ks', module: 'ks', plugin: plugin('kwai'), aliases: ['ks', 'mp-kuaishou'] },
  xhs: { host: 'xhs', module: 'xhs', aliases: ['mp-xhs'] },
  has: { host: 'has', module: 'has', aliases: ['mp-harmony'] },
  alipay: { host: 'my', module: 'alipay', plugin: plugin('alipay'), aliases: ['my', 'mp-alipay'] },
  dd: { host: 'dd', module: 'dd', plugin: plugin('alipay-dd'), aliases: [] },
  // The framework's own global; its names of hosts stand for theirs.
  uni: { host: 'uni', module: 'uni', aliases: [] },
}

/** @type {Map<string, PlatformName>} */
const byName = new Map()
for (const [name, { aliases }] of Object.entries(MINI_PROGRAMS)) {
  for (const each of [name, ...aliases]) byName.set(each, /** @type {PlatformName} */ (name))
}

/** The platform that has this name. @returns {PlatformName | undefined} */
const platformNamed = (/** @type {unknown} */ name) => byName.get(/** @type {string} */ (name))

/**
 * The platform that a configuration names.
 *
 * @param {string} place Where it does.
 * @param {unknown} name
 * @param {string} shown The name, for a message.
 */
function requirePlatform(place, name, shown) {
  const platform = platformNamed(name)
  if (platform) return platform
  throw new ConfigurationError(
    `${place} should be one of ${[...byName.keys()].join(', ')} instead of ${shown}`,
  )
}

/**
 * The platform that Taro's and uni-app's builds name. What is not served here, `h5` say, counts as absent.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @returns {{ platform: PlatformName | undefined, warning?: string }}
 */
function platformOfBuild({ TARO_ENV, UNI_PLATFORM }) {
  const taro = platformNamed(TARO_ENV)
  const uni = platformNamed(UNI_PLATFORM)
  if (!taro || !uni || MINI_PROGRAMS[taro].host === MINI_PROGRAMS[uni].host) return { platform: taro ?? uni }
  const warning =
    `TARO_ENV says ${TARO_ENV} and UNI_PLATFORM says ${UNI_PLATFORM}: uploadtask takes ${taro}; ` +
    'set `platform` in its configuration, or UPLOADTASK_PLATFORM'
  return { platform: taro, warning }
}

module.exports = { MINI_PROGRAMS, platformNamed, platformOfBuild, requirePlatform }

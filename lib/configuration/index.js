'use strict'
// The project's configuration: the `uploadtask` key of package.json or uploadtask.config.{json,js,cjs,mjs}, with the
// UPLOADTASK_* variables over it.

const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { pathToFileURL } = require('node:url')
const { isModuleNamespaceObject } = require('node:util').types
const { ConfigurationError } = require('./configuration-error.js')
const { EncodingError, readTextFile } = require('../text-file.js')
const { MINI_PROGRAMS, platformNamed, platformOfBuild, requirePlatform } = require('./mini-programs.js')
const { irregularKind } = require('./regular-file.js')
const { overrides } = require('./variables.js')

/**
 * @typedef {'vela' | 'quickapp'} SystemDialect
 * @typedef {import('./mini-programs.js').PlatformName} PlatformName
 *
 * @typedef {object} Configuration
 * @property {string} source What to name when an option is wrong: the file, and the variables that override it.
 * @property {Record<string, any>} options The options of `createRuntime`; they are checked there.
 * @property {SystemDialect} dialect What `@system.uploadtask` means.
 * @property {boolean} taro Whether `@tarojs/taro` means `uploadtask/taro`.
 * @property {PlatformName} platform The mini-program platform whose global is set.
 * @property {string} [warning] What is doubtful about the platform.
 */

const NAME = 'uploadtask'
const PLACES = [
  'package.json',
  ...['json', 'js', 'cjs', 'mjs'].map((extension) => `${NAME}.config.${extension}`),
]

/** @type {SystemDialect[]} */
const DIALECTS = ['vela', 'quickapp']

// Node's own `require`, even where a test runner has replaced it: it loads ES modules too.
const requireFile = process.getBuiltinModule('node:module').createRequire(__filename)

/** Reads JSON; says where it is broken. */
function loadJson(/** @type {string} */ file, /** @type {string} */ text) {
  try {
    return JSON.parse(text)
  } catch (error) {
    const { message } = /** @type {Error} */ (error)
    const position = message.startsWith('Unexpected end')
      ? text.length
      : Number(/ at position (\d+)/.exec(message)?.[1] ?? Number.NaN)
    const lines = text.slice(0, position).split('\n')
    // V8 does not give the position of every mistake; where it does not, its message quotes the text.
    const place = Number.isNaN(position) ? '' : `:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`
    const cause = message.replace(/( in JSON)? at position .*| is not valid JSON$/s, '').replace(/\s+/g, ' ')
    throw new ConfigurationError(`${file}${place} is not valid JSON: ${cause}`)
  }
}

/** The line of a file, `:3:7`, that an error's stack names. */
function placeIn(/** @type {string} */ file, /** @type {any} */ error) {
  const stack = typeof error?.stack === 'string' ? error.stack : ''
  for (const name of [file, pathToFileURL(file).href]) {
    const [, place] = /^(:\d+(?::\d+)?)/.exec(stack.split(name)[1] ?? '') ?? []
    if (place) return place
  }
  return ''
}

/** Loads a module; for an ES module, returns its default export. */
function loadModule(/** @type {string} */ file) {
  let loaded
  try {
    loaded = requireFile(file)
  } catch (error) {
    if (/** @type {any} */ (error)?.code === 'ERR_REQUIRE_ASYNC_MODULE') {
      throw new ConfigurationError(
        `${file} uses top-level \`await\`, or something that it imports does: a configuration has to load synchronously`,
      )
    }
    const [cause] = String(error).split('\n')
    throw new ConfigurationError(`${file}${placeIn(file, error)} could not be loaded: ${cause}`)
  }
  if (isModuleNamespaceObject(loaded) && !('default' in loaded)) {
    throw new ConfigurationError(`${file} has no default export: write \`export default { … }\``)
  }
  return loaded?.__esModule || isModuleNamespaceObject(loaded) ? loaded.default : loaded
}

/** The name of a value's type, for a message. */
function typeName(/** @type {unknown} */ value) {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (value === undefined) return 'undefined'
  if (value instanceof Promise) return 'a promise'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** A wrong value as a message shows it. */
function shown(/** @type {unknown} */ value) {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeName(value)
}

/** The user's home folder; without one, as in some containers, nothing. */
function homeFolder() {
  try {
    const home = os.homedir()
    return path.isAbsolute(home) ? path.resolve(home) : undefined
  } catch {
    // HOME is not set, and the system does not know the user.
    return undefined
  }
}

/** The files that can be a configuration, from a directory up to the home folder, or to the root outside of it. */
function* candidates(/** @type {string} */ directory) {
  const last = homeFolder()
  let folder = path.resolve(directory)
  while (true) {
    for (const place of PLACES) yield path.join(folder, place)
    const parent = path.dirname(folder)
    if (folder === last || folder === parent) return
    folder = parent
  }
}

/** Whether there is something at a path; what this process may not look at (`node --permission`) is not there for it. */
function exists(/** @type {string} */ file) {
  try {
    return fs.existsSync(file)
  } catch {
    return false
  }
}

/**
 * Loads a file that can be a configuration.
 *
 * @param {string} file
 * @returns {{ file: string, value: any } | undefined} Nothing where there is none.
 */
function loadCandidate(file) {
  if (!exists(file)) return undefined
  const irregular = irregularKind(file)
  if (irregular) {
    throw new ConfigurationError(`${file} is ${irregular}: a configuration has to be a regular file`)
  }
  let text
  try {
    text = readTextFile(file)
  } catch (error) {
    if (error instanceof EncodingError) throw new ConfigurationError(`${file} ${error.message}`)
    throw new ConfigurationError(
      `${file} could not be read: ${/** @type {NodeJS.ErrnoException} */ (error).code}`,
    )
  }
  if (path.basename(file) === 'package.json') {
    const value = Object(loadJson(file, text))[NAME] ?? undefined
    return value === undefined ? undefined : { file, value }
  }
  if (text.trim() === '') {
    throw new ConfigurationError(`${file} is empty: write a configuration into it, or remove it`)
  }
  return { file, value: path.extname(file) === '.json' ? loadJson(file, text) : loadModule(file) }
}

/**
 * Finds and loads the file.
 *
 * @param {string} directory
 * @returns {{ file: string | undefined, members: Record<string, any> }}
 */
function search(directory) {
  let found
  for (const candidate of candidates(directory)) {
    found = loadCandidate(candidate)
    if (found) break
  }
  if (!found) return { file: undefined, members: {} }
  const { file, value: members } = found
  if (Object(members) !== members || Array.isArray(members) || typeof members === 'function') {
    const what = path.basename(file) === 'package.json' ? `the key "${NAME}"` : 'the configuration'
    throw new ConfigurationError(`${file}: ${what} should be an object instead of ${typeName(members)}`)
  }
  if (typeof members.then === 'function') {
    throw new ConfigurationError(`${file}: the configuration should be an object instead of a promise`)
  }
  return { file, members }
}

/** Checks the keys that are not options of `createRuntime`, and makes its paths absolute. */
function readFile(/** @type {string} */ file, /** @type {Record<string, any>} */ members) {
  const { dialect = 'vela', taro = false, platform, ...options } = members
  if (!DIALECTS.includes(dialect)) {
    throw new ConfigurationError(
      `${file}: "dialect" should be ${quoted(DIALECTS)} instead of ${shown(dialect)}`,
    )
  }
  if (typeof taro !== 'boolean') {
    throw new ConfigurationError(`${file}: "taro" should be true or false instead of ${shown(taro)}`)
  }
  for (const key of Object.keys(options)) {
    // createRuntime checks the others, but does not know these.
    const meant = ['dialect', 'taro', 'platform'].find((own) => key.toLowerCase().startsWith(own.slice(0, 4)))
    if (meant) {
      throw new ConfigurationError(`${file}: unknown option "${key}" (did you mean "${meant}"?)`)
    }
  }
  for (const key of ['root', 'appDir']) {
    const value = options[key]
    if (typeof value === 'string' && value !== '') options[key] = path.resolve(path.dirname(file), value)
  }
  const named =
    platform === undefined ? undefined : requirePlatform(`${file}: "platform"`, platform, shown(platform))
  return { options, dialect: /** @type {SystemDialect} */ (dialect), taro, platform: named }
}

function quoted(/** @type {string[]} */ names) {
  return names.map((name) => `'${name}'`).join(' or ')
}

/** The working directory, which another program may have removed. */
function workingDirectory() {
  try {
    return process.cwd()
  } catch {
    throw new ConfigurationError(
      'the working directory does not exist any more, so there is no place to look for a configuration: start the program in a folder that exists',
    )
  }
}

/**
 * Finds the configuration from a directory upwards and applies the variables.
 *
 * @param {string} [directory]
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {Configuration}
 */
function loadConfiguration(directory = workingDirectory(), environment = process.env) {
  const { file, members } = search(directory)
  const base = readFile(file ?? '', members)
  const { variables, options, dialect, taro, platform } = overrides(environment, directory)
  const configured = platform ?? base.platform
  const { platform: built, warning } = configured ? { platform: configured } : platformOfBuild(environment)

  if (dialect !== undefined && !DIALECTS.includes(/** @type {any} */ (dialect))) {
    throw new ConfigurationError(
      `UPLOADTASK_DIALECT should be ${quoted(DIALECTS)} instead of ${JSON.stringify(dialect)}`,
    )
  }
  if (options.networkTimeout && Object(base.options.networkTimeout) === base.options.networkTimeout) {
    options.networkTimeout = { ...base.options.networkTimeout, ...options.networkTimeout }
  }
  const named = variables.join(', ')
  const source = file
    ? `${file}${named && `, overridden by ${named}`}`
    : named || 'the defaults (there is no configuration file)'
  return {
    source,
    options: { ...base.options, ...options },
    dialect: /** @type {SystemDialect | undefined} */ (dialect) ?? base.dialect,
    taro: taro ?? base.taro,
    platform: built ?? 'weapp',
    ...(warning !== undefined && { warning }),
  }
}

module.exports = { ConfigurationError, MINI_PROGRAMS, loadConfiguration, platformNamed }

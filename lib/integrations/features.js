'use strict'
// The features of devices that are not here: each is a placeholder, so that code which imports it loads.

const { pathToFileURL } = require('node:url')
const { placeholder } = require('./placeholder.js')

/** What their vendors' `quickapp-interface` 1.0.0 says that modules have. @type {Record<string, string[]>} */
const MEMBERS = require('./features.json')

/** The module specifiers of features. */
const FEATURE = /^@(system|service|hap|android)\.[\w.-]+$/

/** Whether this is the specifier of a feature. */
const isFeature = (/** @type {string} */ specifier) => FEATURE.test(specifier)

/** The members that a module is known to have. */
function membersOf(/** @type {string} */ specifier) {
  return Object.hasOwn(MEMBERS, specifier) ? MEMBERS[specifier] : []
}

/** @type {Map<string, any>} */
const made = new Map()

/** The placeholder of a feature. @returns {any} */
function feature(/** @type {string} */ specifier) {
  if (!made.has(specifier)) made.set(specifier, placeholder(specifier, membersOf(specifier)))
  return made.get(specifier)
}

/** An expression that makes the placeholder of a feature where nothing of this package is. */
function expression(/** @type {string} */ specifier) {
  return `(${placeholder})(${JSON.stringify(specifier)}, ${JSON.stringify(membersOf(specifier))})`
}

/** The text of an ES module with a default export, and the known members as named ones. */
function moduleText(/** @type {string} */ specifier, /** @type {string} */ value) {
  const members = membersOf(specifier)
  return [
    `const feature = ${value}`,
    ...members.map((member, index) => `const member${index} = feature[${JSON.stringify(member)}]`),
    `export { feature as default${members.map((member, index) => `, member${index} as ${member}`).join('')} }`,
    '',
  ].join('\n')
}

/** An ES module with the placeholder, complete in itself. */
function bundledModule(/** @type {string} */ specifier) {
  return moduleText(specifier, expression(specifier))
}

/** The address of an ES module that gives the placeholder of this process. */
function moduleAddress(/** @type {string} */ specifier) {
  const own = JSON.stringify(pathToFileURL(__filename).href)
  const text = `import features from ${own}\n${moduleText(specifier, `features.feature(${JSON.stringify(specifier)})`)}`
  return `data:text/javascript,${encodeURIComponent(text)}`
}

exports.KNOWN = Object.keys(MEMBERS)
exports.FEATURE = FEATURE
exports.isFeature = isFeature
exports.feature = feature
exports.expression = expression
exports.bundledModule = bundledModule
exports.moduleAddress = moduleAddress

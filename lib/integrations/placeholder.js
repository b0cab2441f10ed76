'use strict'

/**
 * What stands for a feature of a device that is not here: it can be imported, and whatever is called of it throws a
 * sentence that says so.
 *
 * Bundles get the text of this function, so it uses nothing from outside of itself.
 *
 * @param {string} specifier The module's name, `@system.router`.
 * @param {string[]} members The members that it is known to have.
 * @returns {any}
 */
function placeholder(specifier, members) {
  const name = specifier.slice(specifier.lastIndexOf('.') + 1)

  /** What can be called and constructed, and has nothing of a function to be seen. */
  const callable = (/** @type {string} */ called) => {
    function refuse() {
      throw new Error(
        `${called}: there is no ${specifier} in Node.js; uploadtask provides @system.uploadtask`,
      )
    }
    return Object.defineProperty(refuse.bind(undefined), 'name', { value: called })
  }

  const own = Object.setPrototypeOf(callable(name), Object.prototype)
  delete own.length
  Object.defineProperty(own, 'name', { value: specifier })
  for (const member of members) own[member] = callable(`${name}.${member}`)

  /** @type {any} */
  const feature = new Proxy(own, {
    get(target, key, receiver) {
      if (key === 'default') return feature
      // Others than code for a device look for `then`, `__esModule`, `$$typeof`, `toJSON` and symbols.
      const foreign = typeof key === 'symbol' || !/^[A-Za-z]/.test(key) || key === 'then' || key === 'toJSON'
      if (foreign || key in target) return Reflect.get(target, key, receiver)
      const value = callable(`${name}.${key}`)
      Object.defineProperty(target, key, { value, writable: true, configurable: true })
      return value
    },
  })
  return feature
}

module.exports = { placeholder }

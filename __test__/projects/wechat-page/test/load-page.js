// Takes the place of the mini-program's framework, which gives a script `Page` and makes its page.
const path = require('node:path')

/** Loads a page's script with `load`; returns a function that makes the page with other data. */
function loadPage(load) {
  let definition
  globalThis.Page = (options) => {
    definition = options
  }
  load()
  return (data) => ({
    ...definition,
    data: { ...definition.data, ...data },
    setData(changes) {
      Object.assign(this.data, changes)
    },
  })
}

module.exports = { loadPage, photo: path.join(__dirname, 'photo.txt') }

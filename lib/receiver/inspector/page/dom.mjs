// Builds elements. Text only ever becomes text nodes: nothing that was uploaded can become markup.

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [attributes] `class`, ARIA and other attributes; `on…` are listeners; false and
 *   undefined leave one out.
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false || value === null) continue
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), /** @type {EventListener} */ (value))
    } else {
      element.setAttribute(name, value === true ? '' : String(value))
    }
  }
  element.append(...present(children))
  return element
}

/** @param {(Child | Child[])[]} children */
function present(children) {
  return /** @type {(Node | string)[]} */ (
    children.flat().filter((child) => child !== null && child !== undefined && child !== false)
  )
}

/** @param {Element} element @param {...(Child | Child[])} children */
export function fill(element, ...children) {
  element.replaceChildren(...present(children))
}

/** Sets a text only when it is another one: screen readers and the layout notice each change. */
export function setText(/** @type {Element} */ element, /** @type {string} */ text) {
  if (element.textContent !== text) element.textContent = text
}

/**
 * Text of a stranger, apart from the text around it: directions cannot leak out, and characters that show nothing or
 * turn the direction (so that `gpj.exe` reads as `exe.jpg`) are shown by their code.
 *
 * @param {string} text
 */
export function foreign(text) {
  const parts = text.split(/([\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff])/u)
  return make(
    'bdi',
    {},
    parts.map((part, index) => (index % 2 === 0 ? part : make('span', { class: 'control' }, codeOf(part)))),
  )
}

/** @param {string} character */
function codeOf(character) {
  const names = /** @type {Record<string, string>} */ ({ '\n': '\\n', '\r': '\\r', '\t': '\\t' })
  const code = /** @type {number} */ (character.codePointAt(0))
  return names[character] ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}

/** @param {string} id */
export function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id))
}

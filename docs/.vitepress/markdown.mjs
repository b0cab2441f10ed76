// Markdown as it is on GitHub: the same anchors, links to files of the repository that are no pages, braces as they stand.

import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { slug } from 'github-slugger'

const documents = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const root = path.dirname(documents)

/** The anchor of a heading by GitHub's rules, which the links in the documents are checked by. */
export const githubAnchors = () => (/** @type {string} */ heading) => slug(heading)

/** Keeps Vue from taking `{{ … }}` in a text for a template. @param {any} md */
export function bracesAsText(md) {
  for (const kind of ['text', 'code_inline']) {
    const render = md.renderer.rules[kind]
    md.renderer.rules[kind] = (/** @type {any[]} */ ...values) =>
      render(...values).replaceAll('{{', '&#123;&#123;')
  }
}

/**
 * Sends relative links that lead out of the documents to the repository.
 *
 * @param {any} md
 * @param {{ repository: string, branch: string }} where
 */
export function linksToTheRepository(md, { repository, branch }) {
  md.core.ruler.push('links-to-the-repository', (/** @type {any} */ state) => {
    const folder = path.dirname(path.join(documents, state.env.relativePath ?? ''))
    for (const token of state.tokens.flatMap((/** @type {any} */ token) => token.children ?? [])) {
      if (token.type !== 'link_open') continue
      const href = token.attrGet('href')
      if (/^(?:[a-z]+:|#|\/)/i.test(href)) continue
      const [file, hash] = href.split('#')
      const target = path.resolve(folder, decodeURI(file))
      const found = fs.statSync(target, { throwIfNoEntry: false })
      if (target.startsWith(documents + path.sep) || found === undefined) continue
      const kind = found.isDirectory() ? 'tree' : 'blob'
      const name = path.relative(root, target).replaceAll(path.sep, '/')
      token.attrSet('href', `${repository}/${kind}/${branch}/${name}${hash === undefined ? '' : `#${hash}`}`)
    }
  })
}

/** Leaves out the list of a page's parts, which GitHub needs and the site has at the side. @param {any} md */
export function outlineAtTheSide(md) {
  md.core.ruler.push('outline-at-the-side', (/** @type {any} */ { tokens }) => {
    const from = tokens.findIndex((/** @type {any} */ { type }) => type === 'bullet_list_open')
    const part = tokens.findIndex(
      (/** @type {any} */ { type, tag }) => type === 'heading_open' && tag === 'h2',
    )
    if (from === -1 || part < from) return
    const to = tokens.findIndex(
      (/** @type {any} */ { type, level }) => type === 'bullet_list_close' && level === 0,
    )
    const inside = tokens.slice(from, to).flatMap((/** @type {any} */ { children }) => children ?? [])
    const links = inside.filter((/** @type {any} */ { type }) => type === 'link_open')
    const first = inside.findIndex((/** @type {any} */ { type }) => type === 'link_open') === 0
    if (first && links.every((/** @type {any} */ link) => link.attrGet('href').startsWith('#'))) {
      tokens.splice(from, to - from + 1)
    }
  })
}

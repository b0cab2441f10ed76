// Which pages there are, in the order of the site's sidebar. A page's title is its heading.

import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const documents = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

export const REPOSITORY = 'https://github.com/uploadtask/uploadtask'

/** The groups of the sidebar, each with its title in both languages. Only the contract is in English alone. */
const groups = [
  {
    title: { en: 'Guide', zh: '指南' },
    pages: [
      ...[
        'guide/start',
        'guide/test',
        'guide/dev-server',
        'guide/script',
        'guide/device-code',
        'guide/device-pages',
      ],
      ...['guide/bundlers', 'guide/taro', 'guide/uni-app', 'guide/several-platforms', 'guide/object-stores'],
      'guide/errors',
    ],
  },
  {
    title: { en: 'Platforms', zh: '各平台接口' },
    pages: [
      ...['reference/vela', 'reference/quickapp', 'reference/wechat', 'reference/alipay'],
      ...['reference/mini-programs', 'reference/adapt'],
    ],
  },
  {
    title: { en: 'Reference', zh: '参考' },
    pages: [
      ...['reference/configuration', 'reference/storage', 'reference/register', 'reference/cli'],
      ...['reference/receiver', 'reference/rules', 'reference/inspector', 'reference/messages'],
    ],
  },
  {
    title: { en: 'Details', zh: '深入' },
    pages: ['reference/http', 'platforms', 'performance'],
    elsewhere: [
      {
        text: { en: 'The Rust crate', zh: 'Rust crate（英文）' },
        link: `${REPOSITORY}/blob/main/crates/core/README.md`,
      },
      {
        text: { en: 'Contributing', zh: '参与开发（英文）' },
        link: `${REPOSITORY}/blob/main/CONTRIBUTING.md`,
      },
      { text: { en: 'Security', zh: '安全（英文）' }, link: `${REPOSITORY}/blob/main/SECURITY.md` },
      { text: { en: 'Changelog', zh: '更新日志（英文）' }, link: `${REPOSITORY}/blob/main/CHANGELOG.md` },
    ],
  },
  {
    title: { en: 'The contract' },
    pages: [
      ...['contract/README', 'contract/vela', 'contract/quickapp', 'contract/wechat', 'contract/alipay'],
      ...[
        'contract/mini-programs',
        'contract/content',
        'contract/translation',
        'contract/wire',
        'contract/tested',
      ],
    ],
  },
]

/** @param {string} file */
function title(file) {
  const heading = /^# (.*)$/m.exec(fs.readFileSync(file, 'utf8'))?.[1] ?? file
  return heading.replaceAll('`', '')
}

/**
 * The sidebar of one language.
 *
 * @param {'en' | 'zh'} language
 */
export function sidebar(language) {
  const prefix = language === 'en' ? '' : `${language}/`
  return groups
    .map(({ title: titles, pages, elsewhere = [] }) => ({
      text: /** @type {Record<string, string>} */ (titles)[language],
      collapsed: false,
      items: [
        ...pages
          .filter((page) => fs.existsSync(path.join(documents, `${prefix}${page}.md`)))
          .map((page) => ({
            text: title(path.join(documents, `${prefix}${page}.md`)),
            link: `/${prefix}${page.replace(/README$/, '')}`,
          })),
        ...elsewhere.map(({ text, link }) => ({ text: text[language], link })),
      ],
    }))
    .filter(({ text, items }) => text !== undefined && items.length > 0)
}

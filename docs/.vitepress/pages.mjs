// Which pages there are, in the order of the site's sidebar. A page's title is its heading.

import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const documents = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

/** The groups of the sidebar, each with its title in both languages. Only the contract is in English alone. */
const groups = [
  {
    title: { en: 'Guide', zh: '指南' },
    pages: ['guide/dev-server', 'guide/device-pages'],
  },
  {
    title: { en: 'Reference', zh: '参考' },
    pages: [
      ...[
        'reference/register',
        'reference/storage',
        'reference/cli',
        'reference/receiver',
        'reference/rules',
      ],
      ...['reference/inspector', 'reference/http'],
    ],
  },
  {
    title: { en: 'Platforms and speed', zh: '平台与性能' },
    pages: ['platforms', 'performance'],
  },
  {
    title: { en: 'The contract' },
    pages: [
      ...['contract/README', 'contract/vela', 'contract/quickapp', 'contract/wechat', 'contract/alipay'],
      ...['contract/mini-programs', 'contract/translation', 'contract/wire'],
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
    .map(({ title: titles, pages }) => ({
      text: /** @type {Record<string, string>} */ (titles)[language],
      collapsed: false,
      items: pages
        .filter((page) => fs.existsSync(path.join(documents, `${prefix}${page}.md`)))
        .map((page) => ({
          text: title(path.join(documents, `${prefix}${page}.md`)),
          link: `/${prefix}${page.replace(/README$/, '')}`,
        })),
    }))
    .filter(({ text, items }) => text !== undefined && items.length > 0)
}

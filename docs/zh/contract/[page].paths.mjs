// The contract is in English alone: where a reader of Chinese looks for its pages, each says so and leads there.

import fs from 'node:fs'

const names = fs
  .readdirSync(new URL('../../contract/', import.meta.url))
  .map((file) => file.replace(/\.md$/, '').replace('README', 'index'))

export default {
  paths: () =>
    names.map((page) => ({
      params: { page },
      content:
        `# 契约（英文）\n\n契约只有英文版：[打开英文页面](/contract/${page === 'index' ? '' : page}.md)。\n`.replace(
          '/.md',
          '/',
        ),
    })),
}

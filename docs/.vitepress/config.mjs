// The site of these documents: `npm run docs:site` builds it into target/site.

import { defineConfig } from 'vitepress'
import { bracesAsText, githubAnchors, linksToTheRepository, outlineAtTheSide } from './markdown.mjs'
import { REPOSITORY, sidebar } from './pages.mjs'
import { tokenize } from './search.mjs'

/** The API references, which scripts/site.js puts beside the pages. */
const apis = [
  { text: 'JavaScript', link: '/api/ts/index.html', target: '_self' },
  { text: 'Rust', link: '/api/rust/uploadtask_core/index.html', target: '_self' },
]

/** An arrow that goes up. */
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#3451b2"/><path d="M8 13V4M4 8l4-4 4 4" fill="none" stroke="#fff" stroke-width="2"/></svg>'

export default defineConfig({
  title: 'uploadtask',
  description:
    'The upload API of mini-programs, quick apps and Vela watches for Node.js, and a receiver for it.',
  head: [['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(ICON)}` }]],
  outDir: '../target/site',
  cacheDir: '../target/vitepress',
  // A folder shows its README.md on GitHub, and its index on the site.
  rewrites: { 'contract/README.md': 'contract/index.md' },
  markdown: {
    anchor: { slugify: githubAnchors() },
    // These pages are plain Markdown: what is in braces is no attribute.
    attrs: { disable: true },
    config: (md) =>
      md
        .use(bracesAsText)
        .use(outlineAtTheSide)
        .use(linksToTheRepository, { repository: REPOSITORY, branch: 'main' }),
  },
  ignoreDeadLinks: [/^\/api\/(ts|rust)\//],
  themeConfig: {
    search: {
      provider: 'local',
      options: {
        miniSearch: { options: { tokenize } },
        locales: {
          zh: {
            translations: {
              button: { buttonText: '搜索', buttonAriaLabel: '搜索文档' },
              modal: {
                displayDetails: '显示详细内容',
                resetButtonTitle: '清除',
                backButtonTitle: '关闭',
                noResultsText: '没有找到',
                footer: { selectText: '打开', navigateText: '切换', closeText: '关闭' },
              },
            },
          },
        },
      },
    },
    socialLinks: [{ icon: 'github', link: REPOSITORY }],
    externalLinkIcon: true,
  },
  locales: {
    root: {
      label: 'English',
      lang: 'en',
      themeConfig: {
        nav: [
          { text: 'Guide', link: '/guide/start', activeMatch: '^/guide/' },
          { text: 'Reference', link: '/reference/configuration', activeMatch: '^/reference/' },
          { text: 'Contract', link: '/contract/', activeMatch: '^/contract/' },
          { text: 'API', items: apis },
        ],
        sidebar: sidebar('en'),
        outline: { level: [2, 3] },
      },
    },
    zh: {
      label: '简体中文',
      lang: 'zh-CN',
      description: '小程序、快应用与 Vela 手表的上传接口，在 Node.js 里真正上传；还有接收并展示上传的服务。',
      themeConfig: {
        nav: [
          { text: '指南', link: '/zh/guide/start', activeMatch: '^/zh/guide/' },
          { text: '参考', link: '/zh/reference/configuration', activeMatch: '^/zh/reference/' },
          { text: '契约（英文）', link: '/contract/' },
          { text: 'API（英文）', items: apis },
        ],
        sidebar: sidebar('zh'),
        outline: { level: [2, 3], label: '本页内容' },
        docFooter: { prev: '上一页', next: '下一页' },
        darkModeSwitchLabel: '深色模式',
        lightModeSwitchTitle: '切换到浅色模式',
        darkModeSwitchTitle: '切换到深色模式',
        sidebarMenuLabel: '目录',
        returnToTopLabel: '回到顶部',
        langMenuLabel: '切换语言',
        skipToContentLabel: '跳到正文',
      },
    },
  },
})

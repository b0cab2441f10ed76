'use strict'
// The table of docs/contract/tested.md: what the tests ran on each platform, as they said it themselves (see
// __test__/support/ran.js). `npm test` and `npm run test:projects` fail when the page says otherwise.
//   node scripts/ran.js    writes what the last runs said into the page

const fs = require('node:fs')
const path = require('node:path')
const { root } = require('./build.js')

const PAGE = 'docs/contract/tested.md'
const page = path.join(root, PAGE)
const records = path.join(root, 'target', 'ran')

/** @typedef {{ platform: string, software: string, what: string, test: string }} Row */

/** The order of the table. */
const PLATFORMS = [
  ...[
    'Xiaomi Vela',
    'Quick App',
    'WeChat',
    'WeCom',
    'Alipay',
    'DingTalk',
    'Douyin',
    'Lark',
    'Baidu',
    'QQ',
    'JD',
  ],
  ...['Kuaishou', 'Xiaohongshu', 'HarmonyOS', 'uni-app', 'H5'],
]

/** What the whole of a folder of tests is about: its dialects, and their pages. @type {Record<string, Array<[string, string, string]>>} */
const SUITES = {
  vela: [['Xiaomi Vela', 'vela', 'vela.md']],
  quickapp: [['Quick App', 'quickapp', 'quickapp.md']],
  wechat: [['WeChat', 'wx', 'wechat.md']],
  alipay: [['Alipay', 'alipay', 'alipay.md']],
  taro: [['WeChat', 'taro', 'wechat.md']],
  'mini-programs': [
    ['Douyin', 'tt', 'mini-programs.md'],
    ['Baidu', 'swan', 'mini-programs.md'],
    ['QQ', 'qq', 'mini-programs.md'],
    ['JD', 'jd', 'mini-programs.md'],
    ['Kuaishou', 'ks', 'mini-programs.md'],
    ['Xiaohongshu', 'xhs', 'mini-programs.md'],
    ['HarmonyOS', 'has', 'mini-programs.md'],
    ['DingTalk', 'dd', 'mini-programs.md'],
  ],
  uni: [['uni-app', 'uni', 'mini-programs.md']],
}

/** Where the tests of a file say what they ran. */
const recordOf = (/** @type {string} */ test) => path.join(records, `${test.replaceAll('/', '-')}.jsonl`)

/** Forgets what test files said before, for they are about to run. */
function forget(/** @type {string[]} */ files) {
  for (const file of files) fs.rmSync(recordOf(file), { force: true })
}

/** @returns {Row[]} */
function readRecord(/** @type {string} */ file) {
  if (!fs.existsSync(file)) return []
  const lines = fs.readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line))
}

/** The rows of the suites that these files, all of which passed, are the whole of. */
function rowsOfSuites(/** @type {string[]} */ files, /** @type {string[]} */ allFiles) {
  return Object.entries(SUITES).flatMap(([folder, dialects]) => {
    const test = `__test__/${folder}`
    const own = allFiles.filter((file) => file.startsWith(`${test}/`))
    if (!own.every((file) => files.includes(file))) return []
    return dialects.map(([platform, module, contract]) => ({
      platform,
      software: `\`uploadtask/${module}\` itself`,
      what: `the tests of [its lines](${contract})`,
      test,
    }))
  })
}

/** A row as the cells of the table. */
function cells(/** @type {Row} */ { platform, software, what, test }) {
  const title = path.basename(test, '.test.js')
  return [platform, software, what, `[${title}](../../${test})`]
}

/** Rows in the order of the table, each once. */
function sortRows(/** @type {string[][]} */ rows) {
  const unique = [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()]
  const place = (/** @type {string[]} */ [platform]) => PLATFORMS.indexOf(platform)
  const unknown = unique.find((row) => place(row) === -1)
  if (unknown) throw new Error(`scripts/ran.js does not know the platform ${unknown[0]}: add it to PLATFORMS`)
  const text = (/** @type {string[]} */ row) => JSON.stringify(row)
  return unique.sort((one, other) => place(one) - place(other) || (text(one) < text(other) ? -1 : 1))
}

/** The rows that the page has. */
function readPage() {
  const lines = fs.readFileSync(page, 'utf8').split('\n')
  const table = lines.filter((line) => line.startsWith('| ')).slice(1)
  return table
    .filter((line) => !line.startsWith('| -'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )
}

function writePage(/** @type {string[][]} */ rows) {
  const table = [['platform', 'what runs on it', 'what was run', 'by'], ...sortRows(rows)]
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)))
  const line = (/** @type {string[]} */ row) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`
  const [heading, ...body] = table.map(line)
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  const text = fs
    .readFileSync(page, 'utf8')
    .replace(/^\| (.|\n\|)*\n/m, `${[heading, rule, ...body].join('\n')}\n`)
  fs.writeFileSync(page, text)
}

/**
 * Where the page differs from what test files said that have passed. What said nothing, such as tests of a browser where
 * there is none, is taken at the page's word.
 */
function differences(/** @type {string[]} */ files, /** @type {string[]} */ allFiles) {
  const said = [...files.flatMap((file) => readRecord(recordOf(file))), ...rowsOfSuites(files, allFiles)]
  fs.mkdirSync(records, { recursive: true })
  const suites = rowsOfSuites(files, allFiles).map((row) => JSON.stringify(row))
  if (suites.length > 0) fs.writeFileSync(path.join(records, 'suites.jsonl'), `${suites.join('\n')}\n`)
  const rows = said.map(cells)
  const sources = new Set(rows.map((row) => row.at(-1)))
  const text = (/** @type {string[]} */ row) => row.join(' | ')
  const now = new Set(rows.map(text))
  const before = readPage().filter((row) => sources.has(row.at(-1)))
  const there = new Set(before.map(text))
  return [
    ...[...now].filter((row) => !there.has(row)).map((row) => `not in ${PAGE}: ${row}`),
    ...[...there].filter((row) => !now.has(row)).map((row) => `in ${PAGE}, but not run: ${row}`),
  ]
}

module.exports = { forget, differences }

if (require.main === module) {
  const said = fs.readdirSync(records).flatMap((name) => readRecord(path.join(records, name)))
  const rows = said.map(cells)
  const sources = new Set(rows.map((row) => row.at(-1)))
  writePage([...readPage().filter((row) => !sources.has(row.at(-1))), ...rows])
}

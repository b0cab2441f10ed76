'use strict'
// Uploads one file many times at once and reports how often each outcome came.

const uploadtask = /** @type {any} */ (require('uploadtask'))
const { input, report } = require('./program')

const { groups, config } = input
const runtime = uploadtask.createRuntime(config)

/** @type {Record<string, number>} */
const outcomes = {}
const count = (/** @type {unknown} */ outcome) => {
  const text = String(outcome)
  outcomes[text] = (outcomes[text] ?? 0) + 1
}

/** Starts the uploads of one group. @param {{ count: number, dialect?: string, options: object }} group */
const startGroup = (group) =>
  Array.from({ length: group.count }, (_, index) => {
    const dialect = group.dialect ?? (index % 2 === 0 ? 'wx' : 'vela')
    return new Promise((resolve) => {
      runtime[dialect].uploadFile({
        ...group.options,
        success: (/** @type {any} */ { statusCode }) => count(statusCode),
        fail: (/** @type {any} */ failure) => count(failure.errMsg ?? failure),
        complete: resolve,
      })
    })
  })

async function main() {
  const uploads = []
  for (const group of groups) {
    uploads.push(...startGroup(group))
    report({ event: 'started' })
    // The next group comes when the test says so.
    if (group !== groups.at(-1)) await new Promise((resolve) => process.stdin.once('data', resolve))
  }
  process.stdin.destroy()
  await Promise.all(uploads)
  report({ event: 'ended', outcomes })
}

main()

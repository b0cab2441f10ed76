// A reporter of `node --test`: each test of a file as a line of JSON. One with subtests is told by them.

/** @param {AsyncIterable<import('node:test').TestEvent>} events */
export default async function* lines(events) {
  /** The titles of the tests that have begun, from the outermost inwards. @type {string[]} */
  const titles = []
  /** For each of them, whether a subtest of it has ended. @type {boolean[]} */
  const hasSubtests = []
  for await (const event of events) {
    if (event.type === 'test:start') {
      titles.splice(event.data.nesting, Number.POSITIVE_INFINITY, event.data.name)
      hasSubtests[event.data.nesting] = false
    }
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue
    const { nesting, skip, details } = event.data
    if (nesting > 0) hasSubtests[nesting - 1] = true
    const error = event.type === 'test:fail' ? details.error : undefined
    if (hasSubtests[nesting] && (error === undefined || error.failureType === 'subtestsFailed')) continue
    const name = titles.slice(0, nesting + 1).join(' > ')
    const problem = error && String(error.cause?.stack ?? error.cause ?? error.stack)
    yield `${JSON.stringify({ name, isSkipped: skip !== undefined, problem })}\n`
  }
}

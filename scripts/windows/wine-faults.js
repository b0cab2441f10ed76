'use strict'
// What fails under Wine and is Wine's own fault, by name. The list can only shrink: what is in it and passes fails the run.

/** The version that they are of. */
const FAULTS_OF = 'wine-8.'

const NO_RENAME = 'Wine 8 does not rename over a file that is open, which Windows does since 10 (1607)'
const NO_RESET = 'Wine 8 tells of a reset connection only whoever waits for it; reading then finds an end'
const NO_JUNCTION = 'Wine 8 has no junctions'

const HTTP_1 = 'H11 H12 H13 H14 H16 H20 faults over HTTP/1.1'

/** @type {import('./judge.js').Fault[]} */
const faults = [
  {
    file: '__test__/runtime/files.test.js',
    name: 'files.write: an upload of the old file that runs sends the old file',
    reason: NO_RENAME,
  },
  {
    file: '__test__/runtime/files.test.js',
    name: 'files.write: who reads meanwhile gets one whole file or the other',
    reason: NO_RENAME,
    isAtTimes: true,
  },
  {
    file: '__test__/wire/file-kinds.test.js',
    name: 'H24 a link to a directory is refused',
    reason: NO_JUNCTION,
  },
  ...[
    'the tests in it pass, with its assertions',
    'the code of intercept and of MSW does what it says',
    'the middleware of its server takes uploads, and leaves the rest',
  ].map((title) => ({
    file: '__test__/receiver/document.test.js',
    name: `receiver.md: ${title}`,
    reason: NO_JUNCTION,
  })),
  ...['20', '22'].map((version) => ({
    file: '__test__/register/taro.test.js',
    name: `W7 Node ${version}: the platform is found from the program when Taro does not see it`,
    reason: NO_JUNCTION,
  })),
  ...['vela', 'wx'].map((dialect) => ({
    file: '__test__/faults/cases.test.js',
    name: `${HTTP_1} > H13 sends a body that a reset ends (${dialect})`,
    reason: NO_RESET,
  })),
]

module.exports = { FAULTS_OF, faults }

'use strict'
// The messages for a configuration that cannot be used.

const assert = require('node:assert/strict')
const { execFileSync } = require('node:child_process')
const fs = require('node:fs')
const net = require('node:net')
const path = require('node:path')
const { test } = require('node:test')

const { runNode } = require('../support/child')
const { MAJORS, nodeOfMajor } = require('../support/node-versions')
const { createProject } = require('../support/project')
const { loadConfiguration } = require('../../lib/configuration')

/**
 * What `loadConfiguration` throws, with the folder's path taken off.
 *
 * @param {import('node:test').TestContext} context
 * @param {Record<string, string | object>} files
 * @param {NodeJS.ProcessEnv} [environment]
 */
function failure(context, files, environment = {}) {
  const folder = createProject(context, files)
  try {
    loadConfiguration(folder, environment)
  } catch (error) {
    assert.equal(/** @type {Error} */ (error).name, 'ConfigurationError')
    return /** @type {Error} */ (error).message.replaceAll(folder + path.sep, '').replaceAll(folder, '.')
  }
  return assert.fail('nothing was thrown')
}

/** @type {Array<[string, Record<string, string | object>, string | RegExp]>} */
const files = [
  [
    'JSON with a comma missing: line and column',
    { 'uploadtask.config.json': '{\n  "root": "x"\n  "taro": true\n}' },
    "uploadtask.config.json:3:3 is not valid JSON: Expected ',' or '}' after property value",
  ],
  [
    'JSON with the line ends of Windows and a comma missing: line and column',
    { 'uploadtask.config.json': '{\r\n  "root": "x"\r\n  "taro": true\r\n}\r\n' },
    "uploadtask.config.json:3:3 is not valid JSON: Expected ',' or '}' after property value",
  ],
  [
    'JSON that ends too soon: line and column',
    { 'uploadtask.config.json': '{\n  "root":' },
    'uploadtask.config.json:2:10 is not valid JSON: Unexpected end of JSON input',
  ],
  [
    'JSON with a stray character: what stands there',
    { 'uploadtask.config.json': '{ "root": } ' },
    /^uploadtask\.config\.json is not valid JSON: Unexpected token '}', .*"root": }/,
  ],
  [
    'a package.json that is no JSON',
    { 'package.json': '{ "uploadtask": {' },
    /^package\.json:1:18 is not valid JSON: /,
  ],
  [
    'a file in UTF-16',
    { 'uploadtask.config.json': Buffer.from('\uFEFF{}', 'utf16le') },
    'uploadtask.config.json is in UTF-16: save it as UTF-8',
  ],
  [
    'an empty file',
    { 'uploadtask.config.json': ' \n' },
    'uploadtask.config.json is empty: write a configuration into it, or remove it',
  ],
  ['an empty module', { 'uploadtask.config.mjs': '' }, /^uploadtask\.config\.mjs is empty: /],
  [
    'JSON that is an array',
    { 'uploadtask.config.json': '[]' },
    'uploadtask.config.json: the configuration should be an object instead of an array',
  ],
  [
    'JSON that is null',
    { 'uploadtask.config.json': 'null' },
    'uploadtask.config.json: the configuration should be an object instead of null',
  ],
  [
    'a key of package.json that is no object',
    { 'package.json': { uploadtask: false } },
    'package.json: the key "uploadtask" should be an object instead of a boolean',
  ],
  [
    'a module that throws: the line',
    { 'uploadtask.config.js': '\n\nthrow new RangeError("no luck")' },
    'uploadtask.config.js:3:7 could not be loaded: RangeError: no luck',
  ],
  [
    'an ES module that throws: the line',
    { 'uploadtask.config.mjs': '\nexport default missing' },
    'uploadtask.config.mjs:2:16 could not be loaded: ReferenceError: missing is not defined',
  ],
  [
    'a module that throws no error',
    { 'uploadtask.config.cjs': 'throw null' },
    'uploadtask.config.cjs could not be loaded: null',
  ],
  [
    'a module with a syntax error: the line',
    { 'uploadtask.config.js': '\nmodule.exports = }' },
    "uploadtask.config.js:2 could not be loaded: SyntaxError: Unexpected token '}'",
  ],
  [
    'a module that imports what is not there',
    { 'uploadtask.config.mjs': "import 'not-installed'\nexport default {}" },
    /^uploadtask\.config\.mjs could not be loaded: .*Cannot find package 'not-installed'/,
  ],
  [
    'a module with an await at its top level',
    { 'uploadtask.config.mjs': 'export default await 1' },
    'uploadtask.config.mjs uses top-level `await`, or something that it imports does: a configuration has to load synchronously',
  ],
  [
    'an ES module without a default export',
    { 'uploadtask.config.mjs': "export const root = 'areas'" },
    'uploadtask.config.mjs has no default export: write `export default { … }`',
  ],
  [
    'a module that exports a function',
    { 'uploadtask.config.js': 'module.exports = () => ({})' },
    'uploadtask.config.js: the configuration should be an object instead of a function',
  ],
  [
    'a module that exports a promise',
    { 'uploadtask.config.js': 'module.exports = Promise.resolve({})' },
    'uploadtask.config.js: the configuration should be an object instead of a promise',
  ],
  [
    'a dialect that there is not',
    { 'uploadtask.config.json': { dialect: 'wx' } },
    `uploadtask.config.json: "dialect" should be 'vela' or 'quickapp' instead of "wx"`,
  ],
  [
    'a taro that is no boolean',
    { 'uploadtask.config.json': { taro: 'true' } },
    'uploadtask.config.json: "taro" should be true or false instead of "true"',
  ],
  [
    'a dialect that is null',
    { 'uploadtask.config.json': { dialect: null } },
    `uploadtask.config.json: "dialect" should be 'vela' or 'quickapp' instead of null`,
  ],
  [
    'a taro that is an object',
    { 'uploadtask.config.json': { taro: {} } },
    'uploadtask.config.json: "taro" should be true or false instead of an object',
  ],
  [
    'a module that exports undefined',
    { 'uploadtask.config.mjs': 'export default undefined' },
    'uploadtask.config.mjs: the configuration should be an object instead of undefined',
  ],
  [
    'a key that is nearly dialect',
    { 'uploadtask.config.json': { dialects: 'vela' } },
    'uploadtask.config.json: unknown option "dialects" (did you mean "dialect"?)',
  ],
  [
    'a key that is nearly taro',
    { 'uploadtask.config.json': { Taro: true } },
    'uploadtask.config.json: unknown option "Taro" (did you mean "taro"?)',
  ],
]

for (const [what, content, message] of files) {
  test(`bad configuration: ${what}`, (context) => {
    const actual = failure(context, content)
    if (typeof message === 'string') assert.equal(actual, message)
    else assert.match(actual, message)
  })
}

for (const name of ['package.json', 'uploadtask.config.json', 'uploadtask.config.mjs']) {
  test(`bad configuration: a folder in the place of ${name}`, (context) => {
    assert.equal(
      failure(context, { [`${name}/a.txt`]: '' }),
      `${name} is a folder: a configuration has to be a regular file`,
    )
  })
}

test('bad configuration: a file that comes first counts, and what is in the place of a later one does not', (context) => {
  const folder = createProject(context, {
    'uploadtask.config.json': { package: 'first' },
    'uploadtask.config.mjs/a.txt': '',
  })
  assert.equal(loadConfiguration(folder, {}).options.package, 'first')
})

test('bad configuration: the error is a TypeError', (context) => {
  const folder = createProject(context, { 'uploadtask.config.json': '{' })
  assert.throws(() => loadConfiguration(folder, {}), TypeError)
})

test('bad configuration: a file that cannot be read is named', (context) => {
  const folder = createProject(context, { 'uploadtask.config.json': '{}' })
  context.mock.method(fs, 'readFileSync', () => {
    throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' })
  })
  assert.throws(() => loadConfiguration(folder, {}), {
    message: `${path.join(folder, 'uploadtask.config.json')} could not be read: EIO`,
  })
})

// In a process of its own, which a runner can end: who opens a FIFO waits for its other end.
test('bad configuration: a FIFO or a socket ends the start, and is named', {
  skip: process.platform === 'win32',
}, async (context) => {
  const folder = createProject(context, { 'app.js': "console.log('ran')" })
  const fifo = path.join(folder, 'uploadtask.config.json')
  const start = async (/** @type {Record<string, string>} */ env) => {
    const ended = await runNode(['--require', 'uploadtask/register', 'app.js'], { cwd: folder, env })
    assert.deepEqual([ended.code, ended.stdout], [1, ''])
    return ended.stderr
  }
  execFileSync('mkfifo', [fifo])
  const is = (/** @type {string} */ kind) => `${fifo} is ${kind}: a configuration has to be a regular file`
  assert.ok((await start({})).includes(is('a FIFO')))
  fs.rmSync(fifo)

  const socket = net.createServer()
  await new Promise((resolve) => socket.listen(fifo, () => resolve(undefined)))
  assert.ok((await start({})).includes(is('a socket')))
  await new Promise((resolve) => socket.close(resolve))

  const certificates = path.join(folder, 'ca.pem')
  execFileSync('mkfifo', [certificates])
  const stderr = await start({ UPLOADTASK_CA: 'ca.pem' })
  const message = `UPLOADTASK_CA should be the path of a PEM file: ${certificates} is a FIFO`
  assert.ok(stderr.includes(message), stderr)
})

/** @type {Array<[NodeJS.ProcessEnv, string | RegExp]>} */
const variables = [
  [{ UPLOADTASK_HOST_PATHS: '1' }, 'UPLOADTASK_HOST_PATHS should be true or false instead of "1"'],
  [{ UPLOADTASK_STRICT: 'yes' }, 'UPLOADTASK_STRICT should be true or false instead of "yes"'],
  [{ UPLOADTASK_TARO: 'yes' }, 'UPLOADTASK_TARO should be true or false instead of "yes"'],
  [
    { UPLOADTASK_MAX_CONCURRENCY: 'many' },
    'UPLOADTASK_MAX_CONCURRENCY should be a whole number instead of "many"',
  ],
  [{ UPLOADTASK_UPLOAD_TIMEOUT: '1s' }, 'UPLOADTASK_UPLOAD_TIMEOUT should be a whole number instead of "1s"'],
  [
    { UPLOADTASK_MAX_RESPONSE_BYTES: '-1' },
    'UPLOADTASK_MAX_RESPONSE_BYTES should be a whole number instead of "-1"',
  ],
  [{ UPLOADTASK_DIALECT: 'wx' }, `UPLOADTASK_DIALECT should be 'vela' or 'quickapp' instead of "wx"`],
  [
    { UPLOADTASK_CA: 'missing.pem' },
    'UPLOADTASK_CA should be the path of a PEM file: missing.pem cannot be read (ENOENT)',
  ],
  [{ UPLOADTASK_CA: '.' }, 'UPLOADTASK_CA should be the path of a PEM file: . is a folder'],
  [{ UPLOADTASK_REJECT_UNAUTHORIZED: '0' }, /^UPLOADTASK_REJECT_UNAUTHORIZED: .* in code/],
  [{ UPLOADTASK_TIMEOUT: '1' }, /^UPLOADTASK_TIMEOUT is unknown; the variables are UPLOADTASK_ROOT, /],
]

for (const [environment, message] of variables) {
  const [assignment] = Object.entries(environment).map((pair) => pair.join('='))
  test(`bad configuration: ${assignment}`, (context) => {
    const actual = failure(context, {}, environment)
    if (typeof message === 'string') assert.equal(actual, message)
    else assert.match(actual, message)
  })
}

/** @type {Array<[string, Record<string, string | object>, Record<string, string>, string]>} */
const refused = [
  [
    'an unknown key',
    { 'uploadtask.config.json': { rot: 'areas' } },
    {},
    'TypeError: FOLDER/uploadtask.config.json: unknown option "rot" (did you mean "root"?)',
  ],
  [
    'an option of the wrong type',
    { 'package.json': { uploadtask: { root: 5 } } },
    {},
    'TypeError: FOLDER/package.json: option "root" should be a string instead of Number',
  ],
  [
    'a variable whose value createRuntime refuses',
    {},
    { UPLOADTASK_WIRE: 'telegraph' },
    `TypeError: UPLOADTASK_WIRE: option "wire" should be 'portable' or 'device'`,
  ],
  [
    'a variable over a file',
    { 'uploadtask.config.json': { taro: true } },
    { UPLOADTASK_ON_LIMIT: 'wait' },
    `TypeError: FOLDER/uploadtask.config.json, overridden by UPLOADTASK_ON_LIMIT: option "onLimit" should be 'queue' or 'fail'`,
  ],
  [
    'a root that is a file',
    { 'uploadtask.config.json': { root: 'a.txt' }, 'a.txt': '' },
    {},
    'TypeError: FOLDER/uploadtask.config.json: option "root" should be a folder; FOLDER/a.txt is a file',
  ],
  [
    'JSON that is broken',
    { 'uploadtask.config.json': '{' },
    {},
    "ConfigurationError: FOLDER/uploadtask.config.json:1:2 is not valid JSON: Expected property name or '}'",
  ],
]

for (const major of MAJORS) {
  for (const option of ['--import', '--require']) {
    test(`bad configuration: Node ${major} ${option}: one sentence on stderr, exit code 1, the program does not run`, async (context) => {
      for (const [what, content, env, message] of refused) {
        const folder = createProject(context, { ...content, 'app.js': "console.log('ran')" })
        const ended = await runNode([option, 'uploadtask/register', 'app.js'], {
          cwd: folder,
          env,
          node: nodeOfMajor(major),
        })
        assert.deepEqual([ended.code, ended.stdout], [1, ''], what)
        const stderr = ended.stderr.replaceAll(folder + path.sep, 'FOLDER/')
        assert.ok(stderr.includes(`[${message}]`), stderr)
        assert.doesNotMatch(stderr, /^ {4}at /m)
      }
    })
  }
}

test('bad configuration: a program that loads the hook itself can catch the error', async (context) => {
  const folder = createProject(context, {
    'uploadtask.config.json': { rot: 1 },
    'app.cjs': "try { require('uploadtask/register') } catch (error) { console.log(error.constructor.name) }",
  })
  const ended = await runNode(['app.cjs'], { cwd: folder })
  assert.deepEqual(ended, { code: 0, signal: null, stdout: 'TypeError\n', stderr: '' })
})

for (const [what, config] of [
  ['an option', "get root() { throw new TypeError('mine') }"],
  ['a member of an option', "networkTimeout: { get uploadFile() { throw new TypeError('mine') } }"],
]) {
  test(`bad configuration: what a getter of ${what} throws keeps its stack`, async (context) => {
    const folder = createProject(context, {
      'uploadtask.config.js': `module.exports = { ${config} }`,
      'app.js': '',
    })
    const { code, stderr } = await runNode(['--require', 'uploadtask/register', 'app.js'], { cwd: folder })
    assert.equal(code, 1)
    assert.match(stderr, /TypeError: mine\r?\n {4}at .*uploadtask\.config\.js:1:/)
  })
}

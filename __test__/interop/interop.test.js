'use strict'
// Every case of the corpus through every server. Each server has to answer as it answers the canonical bytes
// with the same boundary: so nothing here knows the peculiarities of a server.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { after, before, test } = require('node:test')

const { outcome } = require('../support/calls')
const { boundaryOf } = require('../support/expected-body')
const { temporaryFile } = require('../support/files')
const { canonicalBody, post } = require('./canonical')
const { corpus, givenOf, mixture, wireOf } = require('./corpus')
const { sha256 } = require('./node-server')
const { MissingProgram, progress } = require('./setup')

const vela = /** @type {any} */ (require('uploadtask/vela'))
// Taro's has `fileName`.
const wx = /** @type {any} */ (require('uploadtask/taro'))

/**
 * @typedef {import('./corpus').Case} Case
 * @typedef {import('./node-server').ServerAnswer} ServerAnswer
 * @typedef {{ title: string, start: () => Promise<{ port: number, close: () => Promise<void> }> }} Server
 */

/** @type {Server[]} */
const servers = fs
  .readdirSync(path.join(__dirname, 'servers'))
  .sort()
  .map((file) => require(`./servers/${file}`))

/** @type {Map<Server, { port: number, close: () => Promise<void> }>} */
const running = new Map()
/** Why a server is not running. @type {Map<Server, string>} */
const missing = new Map()
/** Whether a server understood a case as it was meant. @type {Array<{ server: Server, one: Case, asMeant: boolean }>} */
const readings = []

before(async () => {
  for (const server of servers) {
    try {
      running.set(server, await server.start())
    } catch (error) {
      // In CI everything is there; elsewhere the other servers do.
      if (!(error instanceof MissingProgram) || process.env.CI) throw error
      missing.set(server, error.message)
      progress(`${server.title} is left out: ${error.message}`)
    }
  }
})

after(() => Promise.all([...running.values()].map(({ close }) => close())))

/** Whether a file of this name can be made wherever the tests run. */
function canNameFile(/** @type {string} */ name) {
  return process.platform !== 'win32' && Buffer.byteLength(name) <= 255 && !/[/\0\ud800-\udfff]/u.test(name)
}

/** @param {import('node:test').TestContext} context @param {Case} one */
function wxOptions(context, { filename, content, ...about }) {
  const given = givenOf(filename)
  return canNameFile(given)
    ? { ...options(about), filePath: temporaryFile(context, given, content) }
    : { ...options(about), filePath: temporaryFile(context, 'other.name', content), fileName: given }
}

/** @param {Pick<Case, 'fields' | 'name'>} one */
function options({ fields, name }) {
  return {
    name: givenOf(name),
    // Makes own properties, also of `__proto__`.
    formData: Object.fromEntries(fields.map(([field, value]) => [givenOf(field), givenOf(value)])),
  }
}

/**
 * Asserts that a server answers an upload as it answers the canonical bytes.
 *
 * @param {number} port
 * @param {Case} one
 * @param {{ status: number, text: string }} upload What it answered to uploadtask.
 * @returns {Promise<ServerAnswer>}
 */
async function assertSameAnswer(port, one, { status, text }) {
  /** @type {ServerAnswer} */
  const answer = JSON.parse(text)
  const boundary = boundaryOf(answer.contentType ?? undefined)
  const body = canonicalBody(one, boundary)
  const canonical = await post(port, boundary, body)
  assert.deepEqual(answer, JSON.parse(canonical.text))
  assert.equal(status, canonical.status)
  assert.equal(answer.contentLength, String(body.length))
  // A server that finds the file finds all of it. (It is the last part; some take a field for a file.)
  const file = answer.files?.at(-1)
  if (file !== undefined) {
    assert.equal(file.size, one.content.length)
    assert.equal(file.sha256, sha256(one.content))
  }
  return answer
}

/** Some parsers undo all of the escapes in names, some undo that of the quote, some leave names as they are. */
function isNameAsMeant(/** @type {unknown} */ found, /** @type {import('./corpus').Text} */ name) {
  const wire = wireOf(name)
  const withQuotes = wire.replaceAll('%22', '"')
  const unescaped = withQuotes.replaceAll('%0A', '\n').replaceAll('%0D', '\r')
  return [wire, withQuotes, unescaped].some((meant) => meant === found)
}

/** Whether a server read all of an upload as it was meant. @param {Case} one @param {ServerAnswer} answer */
function isReadAsMeant({ fields, name, filename, type }, answer) {
  const found = { fields: answer.fields ?? [], files: answer.files ?? [] }
  return (
    found.fields.length === fields.length &&
    fields.every(
      ([field, value], index) =>
        isNameAsMeant(found.fields[index][0], field) && found.fields[index][1] === wireOf(value),
    ) &&
    found.files.length === 1 &&
    isNameAsMeant(found.files[0].name, name) &&
    isNameAsMeant(found.files[0].filename, filename) &&
    found.files[0].type === type
  )
}

for (const server of servers) {
  /** @type {(title: string, run: (context: import('node:test').TestContext, port: number) => Promise<void>) => void} */
  const testServer = (title, run) => {
    const [line, ...words] = title.split(' ')
    test(`${line} ${server.title}: ${words.join(' ')}`, { timeout: 30_000 }, async (context) => {
      const address = running.get(server)
      if (address) await run(context, address.port)
      else context.skip(missing.get(server))
    })
  }

  for (const one of corpus) {
    testServer(one.title, async (context, port) => {
      const url = `http://127.0.0.1:${port}/upload`
      const { name, values } = await outcome(wx.uploadFile, { url, ...wxOptions(context, one) })
      assert.equal(name, 'success', JSON.stringify(values))
      const answer = await assertSameAnswer(port, one, {
        status: values[0].statusCode,
        text: values[0].data,
      })
      readings.push({ server, one, asMeant: isReadAsMeant(one, answer) })
    })
  }

  testServer('H2 a mixture, from the Vela dialect', async (context, port) => {
    const { name: key, filename, content } = mixture
    const { name, values } = await outcome(vela.uploadFile, {
      url: `http://127.0.0.1:${port}/upload`,
      ...options(mixture),
      name: givenOf(key),
      filePath: temporaryFile(context, givenOf(filename), content),
    })
    assert.equal(name, 'success', JSON.stringify(values))
    await assertSameAnswer(port, mixture, { status: values[0].statusCode, text: values[0].data })
  })
}

// Each server has its own weaknesses, so that a single reading proves little; together they do.

/** @param {import('node:test').TestContext} context */
function skipUnlessComplete(context) {
  const complete = readings.length === servers.length * corpus.length
  if (!complete) context.skip('not every upload of this file was made and answered')
  return !complete
}

test('H3 every upload is read as it was meant by at least one server', (context) => {
  if (skipUnlessComplete(context)) return
  const unread = corpus.filter((one) => !readings.some((reading) => reading.one === one && reading.asMeant))
  assert.deepEqual(
    unread.map(({ title }) => title),
    [],
  )
})

test('H3 every server reads at least four of five uploads as they were meant', (context) => {
  if (skipUnlessComplete(context)) return
  for (const server of servers) {
    const read = readings.filter((reading) => reading.server === server && reading.asMeant).length
    assert.ok(read >= 0.8 * corpus.length, `${server.title} reads ${read} of ${corpus.length}`)
  }
})

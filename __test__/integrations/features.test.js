'use strict'

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')
const vm = require('node:vm')
const ts = require('typescript-5')

const { KNOWN, bundledModule, expression, feature, isFeature } = require('../../lib/integrations/features.js')
const members = require('../../lib/integrations/features.json')

/** What a statement of a declared module adds to it. @returns {string[]} */
function declaredBy(/** @type {any} */ statement) {
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
    return [String(statement.name?.text)]
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText())
  }
  return []
}

/** The modules and their members of a file with types. */
function declaredIn(/** @type {string} */ file) {
  const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  return source.statements.filter(ts.isModuleDeclaration).map(({ name, body }) => {
    const { statements } = /** @type {any} */ (body)
    const names = new Set(statements.flatMap(declaredBy))
    for (const { exportClause } of statements.filter(ts.isExportDeclaration)) {
      for (const { propertyName, name } of exportClause.elements) {
        if (propertyName) names.delete(propertyName.text)
        names.add(name.text)
      }
    }
    return [name.text, [...names].sort()]
  })
}

test("V41 the features and their members are those of the vendors' quickapp-interface", () => {
  const folder = path.dirname(require.resolve('quickapp-interface/package.json'))
  const files = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.d.ts'))
    .map((file) => path.join(folder, file))
  const { '@system.uploadtask': own, ...others } = Object.fromEntries(files.flatMap(declaredIn))
  assert.deepEqual(own, ['uploadFile'])
  assert.deepEqual(members, others)
  assert.equal(KNOWN.length, 58)
})

test('V41 what is a feature: a module of the system, of a service, of hap or of android', () => {
  for (const name of [
    '@system.router',
    '@service.push',
    '@hap.io.Video',
    '@android.telephony',
    '@system.a-b_c',
  ]) {
    assert.ok(isFeature(name), name)
  }
  for (const name of [
    '@system',
    '@system.',
    '@system/router',
    '@systems.router',
    'system.router',
    '@system.a/b',
  ]) {
    assert.ok(!isFeature(name), name)
  }
})

test('V41 the text for bundles makes the placeholder with nothing from around it', async () => {
  const made = vm.runInNewContext(expression('@system.router'), Object.create(null))
  assert.deepEqual(Object.keys(made), Object.keys(feature('@system.router')))
  const address = `data:text/javascript,${encodeURIComponent(bundledModule('@system.file'))}`
  const { default: file, ...named } = await import(address)
  assert.deepEqual(Object.keys(named), members['@system.file'])
  assert.equal(named.delete, file.delete)
  const sentence = 'there is no @system.file in Node.js; uploadtask provides @system.uploadtask'
  assert.throws(() => named.delete(), { name: 'Error', message: `file.delete: ${sentence}` })
  assert.throws(() => file.other(), { name: 'Error', message: `file.other: ${sentence}` })
})

'use strict'
// runtime.files: what it refuses, and that nothing is written then, least of all outside of an area.

const assert = require('node:assert/strict')
const { execFileSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')
const { test } = require('node:test')

const { runSnippet } = require('../support/child')
const { entriesBelow, temporaryFile, temporaryFolder } = require('../support/files')
const { dropPrivileges } = require('../support/unreadable-file.js')
const { outward, shown, walledArea } = require('../support/walls')

const { createRuntime } = /** @type {any} */ (require('uploadtask'))

const onWindows = process.platform === 'win32'
const skipOnWindows = { skip: onWindows && 'symlinks need a privilege on Windows' }

/**
 * Everything below a folder: names, kinds, contents.
 *
 * @param {string} folder
 */
const snapshot = (folder) =>
  entriesBelow(folder)
    .map((entry) => {
      const file = path.join(entry.parentPath, entry.name)
      if (entry.isSymbolicLink()) return `${file} -> ${fs.readlinkSync(file)}`
      return entry.isFile() ? `${file}: ${fs.readFileSync(file)}` : file
    })
    .sort()

/**
 * Asserts that a call throws an error with this code, which is no TypeError, and whose text has all these words.
 *
 * @param {() => unknown} action
 * @param {string[]} codes
 * @param {string[]} words
 */
function assertThrowsCode(action, codes, words) {
  assert.throws(action, (/** @type {any} */ error) => {
    assert.ok(error instanceof Error && !(error instanceof TypeError), String(error))
    assert.ok(
      codes.includes(/** @type {any} */ (error).code),
      `${/** @type {any} */ (error).code}: ${error.message}`,
    )
    for (const word of words) assert.ok(error.message.includes(word), `${word} in: ${error.message}`)
    return true
  })
}

/** @type {any[]} */
const noPaths = [undefined, null, 1, true, {}, [], ['internal://files/a'], () => {}, Symbol('a'), 1n, '']

test('files: a path that is no string, or empty, throws a TypeError that names it', (context) => {
  const root = temporaryFolder(context)
  const { files } = createRuntime({ root })
  for (const value of noPaths) {
    assert.throws(() => files.write(value, 'a'), { name: 'TypeError', message: /files\.write.*path/ })
    assert.throws(() => files.temp(value), { name: 'TypeError', message: /files\.temp.*[pP]ath/ })
  }
  assert.throws(() => files.write(), TypeError)
  assert.throws(() => files.temp(), TypeError)
  assert.deepEqual(fs.readdirSync(root), [])
})

test('files.write: data that is neither string nor Uint8Array throws a TypeError that names it', (context) => {
  const root = temporaryFolder(context)
  const { files } = createRuntime({ root })
  for (const value of [
    undefined,
    null,
    1,
    true,
    {},
    ['a'],
    [1, 2],
    () => {},
    Symbol('a'),
    1n,
    new ArrayBuffer(1),
    new DataView(new ArrayBuffer(1)),
    new Uint16Array(1),
    new Int8Array(1),
    new Uint8ClampedArray(1),
    Object('a'),
    new Date(0),
    Promise.resolve('a'),
    { length: 1, 0: 1 },
    Object.create(Uint8Array.prototype),
  ]) {
    assert.throws(() => files.write('internal://files/a.txt', value), {
      name: 'TypeError',
      message: /files\.write.*data.*string.*Uint8Array/,
    })
  }
  assert.throws(() => files.write('internal://files/a.txt'), TypeError)
  assert.deepEqual(fs.readdirSync(root), [])
})

test('files.write: a path that names no area throws a TypeError that names those there are', (context) => {
  const root = temporaryFolder(context)
  const { files } = createRuntime({ root })
  for (const filePath of [
    'a.txt',
    './a.txt',
    '/Common/a.txt',
    path.join(root, 'a.txt'),
    `file://${root}/a.txt`,
    'internal://other/a.txt',
    'internal://cachex/a.txt',
    'internal://Files/a.txt',
    'Internal://files/a.txt',
    'internal:///a.txt',
    'internal://',
    'internal:files/a.txt',
    'wxfile://other/a.txt',
    'wxfile://usrx/a.txt',
    'wxfile://a.txt',
    'http://example.com/a.txt',
    'https://usrx/a.txt',
    'https://example.com/a.txt',
    'http://usr.example.com/a.txt',
    'data:text/plain,a',
    ' internal://files/a.txt',
  ]) {
    assert.throws(
      () => files.write(filePath, 'a'),
      (/** @type {any} */ error) => {
        assert.ok(error instanceof TypeError, `${filePath}: ${error}`)
        assert.ok(error.message.includes(filePath), error.message)
        for (const area of [
          'internal://files/',
          'internal://tmp/',
          'wxfile://usr/',
          'http://store/',
          'https://usr/',
        ]) {
          assert.equal(error.message.split(area).length, filePath.includes(area) ? 3 : 2, error.message)
        }
        return true
      },
    )
  }
  assert.deepEqual(fs.readdirSync(root), [])
})

/** @type {Array<[prefix: string, area: string, depth: number]>} */
const areas = [
  ['internal://files/', 'files/app', 3],
  ['internal://tmp/', 'tmp', 2],
  ['wxfile://usr/', 'wx/usr', 3],
  ['http://tmp/', 'wx/tmp', 3],
]
for (const [prefix, area, depth] of areas) {
  test(`V36 W32 files.write: no spelling of a path writes outside of ${area} (${prefix}…)`, (context) => {
    const { top, root, folder } = walledArea(context, area)
    const { files } = createRuntime({ root })
    const outside = () => snapshot(top).filter((line) => !line.startsWith(folder + path.sep))
    const before = outside()
    for (const tail of outward(top, depth)) {
      // What only looks like a way out, such as `..%2f`, may become a file of that name.
      try {
        files.write(prefix + tail, 'written')
      } catch (error) {
        assert.ok(error instanceof Error, shown(tail))
      }
    }
    assert.deepEqual(outside(), before)
    for (let height = 1; height <= depth; height += 1) {
      for (const tail of ['canary.txt', 'new.txt', 'new/folder/a.txt']) {
        assert.throws(() => files.write(`${prefix}${'../'.repeat(height)}${tail}`, 'written'), Error)
      }
    }
    assert.deepEqual(outside(), before)
  })

  test(`V36 W32 files.write: no symlink leads out of ${area} (${prefix}…)`, skipOnWindows, (context) => {
    const { top, root, folder } = walledArea(context, area)
    const { files } = createRuntime({ root })
    fs.symlinkSync(top, path.join(folder, 'absolute'))
    fs.symlinkSync(path.relative(folder, top), path.join(folder, 'relative'))
    fs.symlinkSync('relative', path.join(folder, 'chain'))
    fs.symlinkSync(path.join(top, 'canary.txt'), path.join(folder, 'file.txt'))
    fs.symlinkSync(path.join(top, 'dangling.txt'), path.join(folder, 'dangling.txt'))
    fs.symlinkSync(path.join(top, 'dangling'), path.join(folder, 'dangling'))
    const outside = () => snapshot(top).filter((line) => !line.startsWith(folder + path.sep))
    const before = outside()
    for (const tail of [
      'absolute/canary.txt',
      'absolute/new.txt',
      'absolute/new/a.txt',
      'relative/canary.txt',
      'relative/new/a.txt',
      'chain/new.txt',
      'sub/../relative/new.txt',
      'dangling/new.txt',
    ]) {
      assert.throws(() => files.write(prefix + tail, 'written'), { name: 'Error' }, tail)
    }
    // A symlink in the place of the file itself is either replaced or refused, never followed.
    for (const tail of ['file.txt', 'dangling.txt']) {
      try {
        files.write(prefix + tail, 'written')
        assert.ok(fs.lstatSync(path.join(folder, tail)).isFile())
      } catch (error) {
        assert.ok(!(error instanceof assert.AssertionError), tail)
      }
    }
    assert.deepEqual(outside(), before)
  })
}

test('V36 files.write: leaving the area is an Error that names path and root', (context) => {
  const { root } = walledArea(context, 'files/app')
  const { files } = createRuntime({ root })
  assert.throws(
    () => files.write('internal://files/../a.txt', 'a'),
    (/** @type {any} */ error) => {
      assert.ok(error instanceof Error && !(error instanceof TypeError))
      assert.equal(typeof (/** @type {any} */ (error).code), 'string')
      assert.ok(
        error.message.includes('internal://files/../a.txt') && error.message.includes(root),
        error.message,
      )
      return true
    },
  )
})

test('files.write: the area itself, and a folder, are no files; nothing is left behind', (context) => {
  const { root } = walledArea(context, 'files/app')
  const { files } = createRuntime({ root })
  const before = snapshot(root)
  for (const tail of [
    '',
    '/',
    '/.',
    '/sub',
    '/sub/',
    '/sub/.',
    '/sub/..',
    '/new/',
    '/inside.txt/',
    '/inside.txt/a',
  ]) {
    assert.throws(() => files.write(`internal://files${tail}`, 'a'), Error, tail)
  }
  for (const filePath of ['wxfile://usr', 'wxfile://usr/', 'http://tmp/', 'http://tmp', 'http://store/']) {
    assert.throws(() => files.write(filePath, 'a'), Error, filePath)
  }
  const left = snapshot(root).filter((line) => !before.includes(line))
  // Folders that were needed on the way may be there; files may not.
  assert.deepEqual(
    left.filter((line) => line.includes(': ')),
    [],
  )
  assert.deepEqual(
    before.filter((line) => !snapshot(root).includes(line)),
    [],
  )
  const sub = ['internal://files/sub', root]
  assertThrowsCode(() => files.write('internal://files/sub', 'a'), ['EISDIR', 'EEXIST', 'ENOTEMPTY'], sub)
  const through = ['internal://files/inside.txt/a', root]
  assertThrowsCode(() => files.write('internal://files/inside.txt/a', 'a'), ['ENOTDIR', 'EEXIST'], through)
})

test('files.write: a NUL in the path, a name that is too long', (context) => {
  const root = temporaryFolder(context)
  const { files } = createRuntime({ root })
  assertThrowsCode(
    () => files.write('internal://files/a\0.txt', 'a'),
    ['EINVAL'],
    ['internal://files/a', root],
  )
  assertThrowsCode(
    () => files.write('internal://files/a\0/b.txt', 'a'),
    ['EINVAL'],
    ['internal://files/a', root],
  )
  const long = 'x'.repeat(300)
  // For Windows it is a name that no file can have.
  const codes = onWindows ? ['ENAMETOOLONG', 'ENOENT'] : ['ENAMETOOLONG']
  assertThrowsCode(() => files.write(`internal://files/${long}`, 'a'), codes, [long, root])
  assertThrowsCode(() => files.write(`internal://files/${long}/a`, 'a'), codes, [long, root])
  assert.deepEqual(
    snapshot(root).filter((line) => line.includes(': ')),
    [],
  )
})

test('files.temp: a host file that is missing, a folder, a NUL: nothing is written', (context) => {
  const root = path.join(temporaryFolder(context), 'root')
  const { files } = createRuntime({ root })
  const missing = path.join(temporaryFolder(context), 'missing.txt')
  assertThrowsCode(() => files.temp(missing), ['ENOENT'], [missing])
  const folder = temporaryFolder(context)
  assertThrowsCode(() => files.temp(folder), ['EISDIR'], [folder])
  const through = path.join(temporaryFile(context), 'a.txt')
  assertThrowsCode(() => files.temp(through), ['ENOTDIR', 'ENOENT'], [through])
  const file = temporaryFile(context)
  assertThrowsCode(() => files.temp(`${file}\0`), ['EINVAL'], [file])
  assert.ok(!fs.existsSync(root) || snapshot(root).every((line) => !line.includes(': ')))
})

test('files.temp: a symlink loop, a FIFO and a device end in an error at once', {
  skip: onWindows && 'Windows has no FIFO',
}, async (context) => {
  const folder = temporaryFolder(context)
  fs.symlinkSync('loop', path.join(folder, 'loop'))
  execFileSync('mkfifo', [path.join(folder, 'fifo')])
  const paths = [path.join(folder, 'loop'), path.join(folder, 'fifo'), '/dev/zero', '/dev/null']
  // In a process of its own: this one would hang with it.
  const { reports, signal } = await runSnippet(
    `
      const { files } = uploadtask.createRuntime({ root: input.root })
      for (const path of input.paths) {
        try {
          report(files.temp(path))
        } catch (error) {
          report({ name: error.name, code: typeof error.code, names: error.message.includes(path) })
        }
      }
    `,
    { root: path.join(folder, 'root'), paths },
    { timeout: 10_000 },
  )
  assert.equal(signal, null)
  assert.deepEqual(
    reports,
    paths.map(() => ({ name: 'Error', code: 'string', names: true })),
  )
})

test('files: what another user may not read or write is EACCES, with path and root', {
  skip: onWindows && 'Windows has no file modes',
}, async (context) => {
  const folder = temporaryFolder(context)
  fs.chmodSync(folder, 0o755)
  const root = path.join(folder, 'root')
  const closed = path.join(folder, 'closed.txt')
  const open = path.join(folder, 'open.txt')
  fs.mkdirSync(root, { mode: 0o755 })
  fs.mkdirSync(path.join(root, 'files/app'), { recursive: true })
  fs.writeFileSync(path.join(root, 'files/app/a.txt'), 'old')
  fs.writeFileSync(closed, 'closed')
  fs.writeFileSync(open, 'open')
  fs.chmodSync(closed, 0o000)
  fs.chmodSync(path.join(root, 'files/app'), 0o555)
  fs.chmodSync(root, 0o555)
  const { reports, stderr } = await runSnippet(
    `${dropPrivileges}
      const { files } = uploadtask.createRuntime({ root: input.root })
      const attempt = (action, ...words) => {
        try {
          report(action())
        } catch (error) {
          report([error.name, error.code, words.every((word) => error.message.includes(word))])
        }
      }
      attempt(() => files.write('internal://files/a.txt', 'new'), 'internal://files/a.txt', input.root)
      attempt(() => files.write('internal://mass/a.txt', 'new'), 'internal://mass/a.txt', input.root)
      attempt(() => files.write('wxfile://usr/a.txt', 'new'), 'wxfile://usr/a.txt', input.root)
      attempt(() => files.temp(input.open), 'http://tmp/', input.root)
      attempt(() => files.temp(input.closed), input.closed)
    `,
    { root, closed, open },
  )
  fs.chmodSync(root, 0o755)
  fs.chmodSync(path.join(root, 'files/app'), 0o755)
  assert.deepEqual(reports, Array(5).fill(['Error', 'EACCES', true]), stderr)
  assert.equal(fs.readFileSync(path.join(root, 'files/app/a.txt'), 'utf8'), 'old')
  assert.deepEqual(fs.readdirSync(path.join(root, 'files/app')), ['a.txt'])
})

test('createRuntime: a root that is a file throws a TypeError that names it', (context) => {
  const file = temporaryFile(context)
  assert.throws(() => createRuntime({ root: file }), {
    name: 'TypeError',
    message: new RegExp(`^createRuntime: option "root" .*${path.basename(path.dirname(file))}`),
  })
})

test('files: a file where the root, or a folder on the way, was to be', (context) => {
  const root = path.join(temporaryFolder(context), 'root')
  const { files } = createRuntime({ root })
  fs.writeFileSync(root, 'a file')
  const words = ['internal://files/a.txt', root]
  assertThrowsCode(() => files.write('internal://files/a.txt', 'a'), ['ENOTDIR', 'EEXIST'], words)
  assertThrowsCode(() => files.temp(temporaryFile(context)), ['ENOTDIR', 'EEXIST'], [root])
  assert.equal(fs.readFileSync(root, 'utf8'), 'a file')
  const other = temporaryFolder(context)
  fs.writeFileSync(path.join(other, 'files'), 'a file')
  const runtime = createRuntime({ root: other })
  assertThrowsCode(() => runtime.files.write('internal://files/a.txt', 'a'), ['ENOTDIR', 'EEXIST'], [other])
})

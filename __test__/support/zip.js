'use strict'
// Reads a zip as strictly as possible: each head has to match the directory, each file its CRC, with nothing between.

const assert = require('node:assert/strict')
const { crc32 } = require('node:zlib')

/**
 * @param {Buffer} zip
 * @returns {Map<string, { content: Buffer, date: string }>} By name.
 */
function readZip(zip) {
  const end = zip.length - 22
  assert.equal(zip.readUInt32LE(end), 0x06054b50)
  const count = zip.readUInt16LE(end + 10)
  assert.equal(zip.readUInt16LE(end + 8), count)
  const directory = zip.readUInt32LE(end + 16)
  assert.equal(directory + zip.readUInt32LE(end + 12), end)
  const files = new Map()
  let at = directory
  let expected = 0
  for (let index = 0; index < count; index += 1) {
    assert.equal(zip.readUInt32LE(at), 0x02014b50)
    const nameLength = zip.readUInt16LE(at + 28)
    const name = zip.subarray(at + 46, at + 46 + nameLength)
    const local = zip.readUInt32LE(at + 42)
    // One after the other, without gaps.
    assert.equal(local, expected)
    assert.equal(zip.readUInt32LE(local), 0x04034b50)
    // From the version to the lengths they are the same, and so is the name.
    assert.deepEqual(zip.subarray(local + 4, local + 30), zip.subarray(at + 6, at + 32))
    assert.deepEqual(zip.subarray(local + 30, local + 30 + nameLength), name)
    const size = zip.readUInt32LE(at + 24)
    const content = zip.subarray(local + 30 + nameLength, local + 30 + nameLength + size)
    assert.equal(zip.readUInt32LE(at + 16), crc32(content))
    const [time, date] = [zip.readUInt16LE(at + 12), zip.readUInt16LE(at + 14)]
    const moment = Date.UTC(
      1980 + (date >> 9),
      ((date >> 5) & 15) - 1,
      date & 31,
      time >> 11,
      (time >> 5) & 63,
      2 * (time & 31),
    )
    files.set(name.toString(), { content, date: new Date(moment).toISOString() })
    expected = local + 30 + nameLength + size
    at += 46 + nameLength
  }
  assert.equal(expected, directory)
  assert.equal(at, end)
  return files
}

module.exports = { readZip }

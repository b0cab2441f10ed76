'use strict'
// What a file is, judged by its bytes, which come from strangers.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { exifOf, EXIF_BYTES } = require('../../lib/receiver/inspector/exif.js')
const { mediaType } = require('../../lib/receiver/inspector/media.js')
const { pictureSize } = require('../../lib/receiver/inspector/picture-size.js')
const { jpeg, tiff } = require('../support/jpeg.js')
const { png, startInspected } = require('../support/inspector.js')

const latin1 = (/** @type {string} */ text) => Buffer.from(text, 'latin1')

test('inspector: audio and video are known by their bytes', () => {
  for (const [bytes, type] of /** @type {Array<[string, string | undefined]>} */ ([
    ['RIFF\x24\0\0\0WAVEfmt ', 'audio/wav'],
    ['RIFF\x24\0\0\0AVI LIST', undefined],
    ['OggS\0\x02\0\0\0\0\0\0\0\0\x01vorbis', 'audio/ogg'],
    ['OggS\0\x02\0\0\0\0\0\0\0\0\x80theora', 'video/ogg'],
    ['fLaC\0\0\0\x22', 'audio/flac'],
    ['ID3\x04\0\0\0\0\0\0', 'audio/mpeg'],
    ['\xff\xfb\x90\x64', 'audio/mpeg'],
    ['\xff\xf3\x40\xc4', 'audio/mpeg'],
    // UTF-16, an impossible rate, and a JPEG.
    ['\xff\xfeh\0', undefined],
    ['\xff\xfb\xf0\x64', undefined],
    ['\xff\xd8\xff\xe0', undefined],
    ['\xff\xf1\x50\x80\0\x1f\xfc', 'audio/aac'],
    ['\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm', 'video/webm'],
    ['\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x88matroska', undefined],
    ['\0\0\0\x1cftypM4A \0\0\0\0M4A mp42isom', 'audio/mp4'],
    ['\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'video/mp4'],
    ['\0\0\0\x14ftypqt  \0\0\0\0qt  ', 'video/quicktime'],
    ['\0\0\0\x18ftypheic\0\0\0\0heicmif1', undefined],
    ['<svg onload="alert(1)"/>', undefined],
    ['', undefined],
  ])) {
    assert.equal(mediaType(latin1(bytes)), type, bytes)
  }
})

test('inspector: audio and video have a preview of their own type, by ranges; nothing else has', async (context) => {
  const { api, upload } = await startInspected(context)
  const content = latin1(`RIFF\x24\0\0\0WAVEfmt ${'\0'.repeat(100)}`)
  const { upload: one } = await upload({ files: [{ filename: 'a.html', type: 'text/html', content }] })
  const path = `uploads/${one.id}/files/0`
  assert.equal((await api(`${path}/kind`)).json().media, 'audio/wav')
  const whole = await api(`${path}/preview`)
  assert.deepEqual([whole.status, whole.headers['content-type']], [200, 'audio/wav'])
  assert.match(String(whole.headers['content-security-policy']), /^sandbox; default-src 'none'/)
  assert.equal(whole.headers['x-content-type-options'], 'nosniff')
  assert.equal(whole.headers['cache-control'], 'private,max-age=600')
  const part = await api(`${path}/preview`, { headers: { Range: 'bytes=8-11' } })
  assert.deepEqual(
    [part.status, part.text, part.headers['content-range']],
    [206, 'WAVE', `bytes 8-11/${content.length}`],
  )
  const { upload: pdf } = await upload({ files: [{ filename: 'a.pdf', content: '%PDF-1.7\n' }] })
  assert.equal((await api(`uploads/${pdf.id}/files/0/preview`)).status, 415)
})

test('inspector: the size of a picture is told by its head', () => {
  const webp = (/** @type {string} */ rest) => latin1(`RIFF\0\0\0\0WEBP${rest}`)
  for (const [
    type,
    bytes,
    expected,
  ] of /** @type {Array<[string, Buffer, [number, number] | undefined]>} */ ([
    ['image/png', png(4, 2, [0, 0, 0]), [4, 2]],
    ['image/png', png(4, 2, [0, 0, 0]).subarray(0, 20), undefined],
    ['image/gif', latin1('GIF89a\x05\0\x01\x01'), [5, 257]],
    ['image/gif', latin1('GIF89a'), undefined],
    ['image/jpeg', jpeg({ width: 300, height: 200 }), [300, 200]],
    ['image/jpeg', jpeg({ width: 300, height: 200 }).subarray(0, 8), undefined],
    ['image/webp', webp('VP8X\x0a\0\0\0\0\0\0\0\x03\0\0\x01\0\0'), [4, 2]],
    ['image/webp', webp(`VP8 ${'\0'.repeat(10)}\x04\0\x02\0`), [4, 2]],
    ['image/webp', webp(`VP8L\0\0\0\0\x2f\x03\x40\0\0`), [4, 2]],
    ['image/webp', webp('VP8X'), undefined],
    ['image/avif', latin1(`\0\0\0\x1cftypavif${'\0'.repeat(8)}ispe\0\0\0\0\0\0\0\x04\0\0\0\x02`), [4, 2]],
    ['image/avif', latin1('\0\0\0\x1cftypavif'), undefined],
  ])) {
    const { width, height } = pictureSize(type, bytes)
    assert.deepEqual(width === undefined ? undefined : [width, height], expected, `${type} ${bytes.length}`)
  }
})

test('inspector: a picture that tells its place, and that is turned, is known by it', async (context) => {
  const { api, upload } = await startInspected(context)
  for (const isLittle of [true, false]) {
    const exif = tiff({
      isLittle,
      orientation: 6,
      gps: true,
      make: 'Xiaomi',
      model: 'Watch\x01',
      taken: '2026:11:30 09:15:00',
    })
    const content = jpeg({ width: 300, height: 200, exif })
    const { upload: one } = await upload({ files: [{ filename: 'a.jpg', content }] })
    assert.deepEqual((await api(`uploads/${one.id}/files/0/kind`)).json(), {
      ...{ picture: 'image/jpeg', media: null, charset: null, width: 300, height: 200 },
      exif: { orientation: 6, gps: true, make: 'Xiaomi', model: 'Watch?', taken: '2026:11:30 09:15:00' },
    })
  }
  const { upload: plain } = await upload({
    files: [{ filename: 'a.jpg', content: jpeg({ width: 1, height: 1 }) }],
  })
  assert.equal((await api(`uploads/${plain.id}/files/0/kind`)).json().exif, null)
})

test('inspector: Exif that lies is not followed', () => {
  const whole = jpeg({
    width: 1,
    height: 1,
    exif: tiff({ orientation: 6, gps: true, make: 'M', taken: 'T' }),
  })
  const expected = exifOf(whole)
  assert.equal(expected?.gps, true)
  // Each byte of it set to each of these, and each end: there is an answer, and soon.
  const began = process.cpuUsage()
  for (let at = 0; at < whole.length; at += 1) {
    for (const value of [0, 1, 0x7f, 0xff]) {
      const broken = Buffer.from(whole)
      broken[at] = value
      exifOf(broken)
      pictureSize('image/jpeg', broken)
    }
    exifOf(whole.subarray(0, at))
    pictureSize('image/jpeg', whole.subarray(0, at))
  }
  assert.ok(process.cpuUsage(began).user < 5_000_000)
  for (const orientation of [0, 9, 65535]) {
    assert.equal(exifOf(jpeg({ width: 1, height: 1, exif: tiff({ orientation }) }))?.orientation, null)
  }
  assert.equal(exifOf(jpeg({ width: 1, height: 1, exif: Buffer.from('II*\0') })), undefined)
  assert.equal(exifOf(jpeg({ width: 1, height: 1, exif: Buffer.from('XX*\0\x08\0\0\0') })), undefined)
})

test('inspector: Exif is looked for in the first 256 KiB', async (context) => {
  const { api, upload } = await startInspected(context)
  const exif = tiff({ orientation: 3 })
  const comment = (/** @type {number} */ size) => {
    const segment = Buffer.alloc(size, 'c')
    segment.writeUInt16BE(0xfffe, 0)
    segment.writeUInt16BE(size - 2, 2)
    return segment
  }
  // The whole of its segment has to lie there: marker, length, "Exif", TIFF.
  const size = 4 + 6 + exif.length
  for (const [room, isFound] of /** @type {Array<[number, boolean]>} */ ([
    [EXIF_BYTES - 2 - size, true],
    [EXIF_BYTES - 2 - size + 1, false],
  ])) {
    const filler = Buffer.concat([...Array(4).fill(comment(60_000)), comment(room - 4 * 60_000)])
    const content = jpeg({ width: 1, height: 1, exif, filler })
    const { upload: one } = await upload({ files: [{ filename: 'a.jpg', content }] })
    const { exif: found } = (await api(`uploads/${one.id}/files/0/kind`)).json()
    assert.equal(found?.orientation, isFound ? 3 : undefined)
  }
})

test('inspector: text tells that there is more, and a hex dump begins where it is asked to', async (context) => {
  const { api, upload } = await startInspected(context)
  const { upload: one } = await upload({ files: [{ filename: 'a', content: '0123456789' }] })
  const path = `uploads/${one.id}/files/0`
  assert.equal((await api(`${path}/text?limit=10`)).headers['x-uploadtask-cut'], undefined)
  assert.equal((await api(`${path}/text?limit=9`)).headers['x-uploadtask-cut'], '1')
  const dump = await api(`${path}/hex?offset=8&limit=1&columns=4`)
  assert.deepEqual([dump.text, dump.headers['x-uploadtask-cut']], ['00000008  38           |8|\n', '1'])
  assert.equal((await api(`${path}/hex?offset=10`)).text, '')
  assert.equal((await api(`${path}/hex?offset=-1`)).json().error.min, 0)
})

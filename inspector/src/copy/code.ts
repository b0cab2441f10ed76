// An upload as code that sends it again, and as the lines of a test that expect it. Pure, so that tests can run it.

import type { Upload, UploadedFile } from '../receiver/types.ts'
import { decodedPath, literalPattern } from '../rules/pattern.ts'
import { objectLiteral, textLiteral } from './literal.ts'
import { type Note, ownHeaders, partsInOrder, plainName, readHeaderValue, targetOf } from './upload-parts.ts'

export interface Code {
  code: string
  notes: Note[]
}

interface Options {
  /** Where the receiver is, as `http://127.0.0.1:4000`. */
  origin: string
}

/** Headers that every client sends of its own accord. */
const CLIENTS_OWN =
  /^(?:user-agent|accept|accept-encoding|accept-language|origin|referer|cache-control|pragma|priority|x-uploadtask-replay|sec-.*)$/i

function codeHeaders(upload: Upload) {
  return ownHeaders(upload)
    .filter(([name]) => !CLIENTS_OWN.test(name))
    .map(([name, value]): [string, string] => [name, readHeaderValue(value)])
}

/** Where a program finds the file: where the receiver keeps it on this machine, or a download. */
function pathOf({ file, filename }: UploadedFile) {
  return file ?? plainName(filename)
}

function fileNotes(files: UploadedFile[], upload: Upload): Note[] {
  const isIncomplete = upload.state !== 'complete' || upload.files.some(({ state }) => state !== 'complete')
  return [
    ...(isIncomplete ? [{ key: 'curlIncomplete' } as const] : []),
    ...(upload.fields.some(({ truncated }) => truncated) ? [{ key: 'curlShortened' } as const] : []),
    ...(files.length === 0
      ? []
      : [{ key: files[0]?.file === undefined ? 'curlElsewhere' : 'curlLocal' } as const]),
  ]
}

/** Names that come more than once: an object has room for the last one only. */
function isRepeated(names: string[]) {
  return new Set(names.map((name) => name.toLowerCase())).size < names.length
}

/** The options of `uploadFile`, which mini-programs and watches have in common: one file, and an object of fields. */
function uploadFileOptions(upload: Upload, { origin }: Options, more: [string, string][] = []) {
  const files = upload.files.filter(({ state }) => state === 'complete')
  const [file] = files
  const headers = codeHeaders(upload)
  const fields = upload.fields
  const notes: Note[] = [
    ...fileNotes(files.slice(0, 1), upload),
    ...(files.length === 1 ? [] : [{ key: files.length === 0 ? 'codeNoFile' : 'codeOneFile' } as const]),
    ...(upload.method === 'POST' ? [] : [{ key: 'codeMethod', name: upload.method } as const]),
    ...(isRepeated(headers.map(([name]) => name)) ||
    new Set(fields.map(({ name }) => name)).size < fields.length
      ? [{ key: 'codeRepeated' } as const]
      : []),
  ]
  const members: [string, string][] = [
    ['url', textLiteral(targetOf(upload.url, origin))],
    ['filePath', textLiteral(file === undefined ? '' : pathOf(file))],
    ['name', textLiteral(file?.field ?? 'file')],
    ...(headers.length === 0
      ? []
      : ([
          [
            'header',
            objectLiteral(
              headers.map(([name, value]) => [name, textLiteral(value)]),
              '  ',
            ),
          ],
        ] as [string, string][])),
    ...(fields.length === 0
      ? []
      : ([
          [
            'formData',
            objectLiteral(
              fields.map(({ name, value }) => [name, textLiteral(value)]),
              '  ',
            ),
          ],
        ] as [string, string][])),
    ...more,
  ]
  return { members, notes }
}

function callOf(name: string, members: [string, string][]) {
  return `${name}({\n${members.map(([key, code]) => `  ${key}: ${code},\n`).join('')}})`
}

/** `wx.uploadFile`, as WeChat and its relatives have it. */
export function wxCode(upload: Upload, options: Options): Code {
  const { members, notes } = uploadFileOptions(upload, options, [
    ['success', '({ statusCode, data }) => console.log(statusCode, data)'],
    ['fail', '({ errMsg }) => console.error(errMsg)'],
  ])
  return { code: callOf('wx.uploadFile', members), notes }
}

/** `Taro.uploadFile`, as a promise. */
export function taroCode(upload: Upload, options: Options): Code {
  const { members, notes } = uploadFileOptions(upload, options)
  const call = callOf('Taro.uploadFile', members)
  return {
    code: `import Taro from '@tarojs/taro'\n\nconst { statusCode, data } = await ${call}\nconsole.log(statusCode, data)`,
    notes,
  }
}

/** `@system.uploadtask` of a Vela quick app. */
export function velaCode(upload: Upload, options: Options): Code {
  const { members, notes } = uploadFileOptions(upload, options, [
    ['success', '({ statusCode, data }) => console.log(statusCode, data)'],
    ['fail', '(data, code) => console.error(code, data)'],
  ])
  const call = callOf('uploadtask.uploadFile', members)
  return { code: `import uploadtask from '@system.uploadtask'\n\n${call}`, notes }
}

/** `fetch` of Node.js. */
export function fetchCode(upload: Upload, { origin }: Options): Code {
  const files = upload.files.filter(({ state }) => state === 'complete')
  const headers = codeHeaders(upload)
  const appends = partsInOrder(upload).flatMap(({ field, file }) => {
    if (field) return [`body.append(${textLiteral(field.name)}, ${textLiteral(field.value)})`]
    if (file.state !== 'complete') return []
    const content = `await readFile(${textLiteral(pathOf(file))})`
    const blob = `new Blob([${content}], { type: ${textLiteral(file.contentType)} })`
    return [`body.append(${textLiteral(file.field)}, ${blob}, ${textLiteral(file.filename)})`]
  })
  const init: [string, string][] = [
    ['method', textLiteral(upload.method)],
    ...(headers.length === 0
      ? []
      : ([
          [
            'headers',
            `[\n${headers.map(([name, value]) => `    [${textLiteral(name)}, ${textLiteral(value)}],\n`).join('')}  ]`,
          ],
        ] as [string, string][])),
    ['body', 'body'],
  ]
  const code = [
    ...(files.length === 0 ? [] : ["import { readFile } from 'node:fs/promises'", '']),
    'const body = new FormData()',
    ...appends,
    `const response = await fetch(${textLiteral(targetOf(upload.url, origin))}, ${objectLiteral(init)})`,
    'console.log(response.status, await response.text())',
  ].join('\n')
  return { code, notes: fileNotes(files, upload) }
}

/** The lines of a test that expect this upload, with the matchers of `uploadtask/matchers`. */
export function testCode(upload: Upload): Code {
  const { method, path, fields, files } = upload
  const match = objectLiteral([
    ...(method === 'POST' ? [] : ([['method', textLiteral(method)]] as [string, string][])),
    ['path', textLiteral(literalPattern(decodedPath(path)))],
  ])
  const lines = [
    `const upload = await receiver.next(${match})`,
    ...codeHeaders(upload).map(
      ([name, value]) => `expect(upload).toHaveHeader(${textLiteral(name)}, ${textLiteral(value)})`,
    ),
    ...fields
      .filter(({ truncated }) => !truncated)
      .map(({ name, value }) => `expect(upload).toHaveField(${textLiteral(name)}, ${textLiteral(value)})`),
    ...files
      .filter(({ state }) => state === 'complete')
      .map(({ field, filename, contentType, size, sha256 }) => {
        const expected = objectLiteral([
          ['filename', textLiteral(filename)],
          ['contentType', textLiteral(contentType)],
          ['size', String(size)],
          ['sha256', textLiteral(sha256)],
        ])
        return `expect(upload).toHaveFile(${textLiteral(field)}, ${expected})`
      }),
  ]
  return { code: lines.join('\n'), notes: upload.state === 'complete' ? [] : [{ key: 'curlIncomplete' }] }
}

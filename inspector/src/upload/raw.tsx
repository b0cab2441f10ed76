// The request as it came, with the contents left out; of a failed upload the bytes around the fault.

import { readHeaderValue } from '../copy/upload-parts.ts'
import { Part } from '../parts/facts.tsx'
import { isNarrow } from '../parts/place.ts'
import { Pre } from '../parts/pre.tsx'
import { isKey, t } from '../parts/words.ts'
import type { Fault, Upload } from '../receiver/types.ts'
import { type DumpLine, decodeBase64, hexDump } from './hexdump.ts'

function Line({ line }: { line: DumpLine }) {
  const { offset, hex, text, mark } = line
  const start = mark === undefined ? 0 : mark * 3
  return (
    <>
      {offset.toString(16).padStart(8, '0')}
      {'  '}
      {mark === undefined ? (
        hex
      ) : (
        <>
          {hex.slice(0, start)}
          <mark>{hex.slice(start, start + 2)}</mark>
          {hex.slice(start + 2)}
        </>
      )}
      {'  |'}
      {text}
      {'|\n'}
    </>
  )
}

function FaultPart({ fault }: { fault: Fault }) {
  const { offset, place = '', part, from, bytes, beginning } = fault
  const columns = isNarrow.value ? 8 : 16
  const place_ = `place_${place}`
  const where = isKey(place_) ? t(place_) : place
  const dumps: [string, DumpLine[]][] = [
    [t('faultAround'), hexDump(decodeBase64(bytes), { from, marked: offset, columns })],
  ]
  if (beginning !== undefined && from > 0) {
    dumps.push([t('faultBeginning'), hexDump(decodeBase64(beginning), { columns })])
  }
  return (
    <Part heading={t('fault')}>
      <p class="hint">
        {t('faultAt', { offset })} {where !== '' && t('faultWhere', { where })}{' '}
        {part !== undefined && t('faultPart', { part: part + 1 })}
      </p>
      {dumps.map(([label, lines]) => (
        <figure key={label}>
          <figcaption>{label}</figcaption>
          <Pre class="hex" label={label}>
            {lines.map((line) => (
              <Line key={line.offset} line={line} />
            ))}
          </Pre>
        </figure>
      ))}
    </Part>
  )
}

/** The head of the request, as HTTP/1.1 has it. */
export function requestHead({ method, url, httpVersion, rawHeaders }: Upload) {
  const lines = rawHeaders.map(([name, value]) => `${name}: ${readHeaderValue(value)}`)
  return [`${method} ${url} HTTP/${httpVersion}`, ...lines].join('\n')
}

export function Raw({ upload }: { upload: Upload }) {
  const { fault, head } = upload
  return (
    <>
      {fault && <FaultPart fault={fault} />}
      <Part heading={t('requestHead')}>
        <Pre class="raw" label={t('requestHead')}>
          {requestHead(upload)}
        </Pre>
      </Part>
      {head && (
        <Part heading={t('multipartHead')}>
          <p class="hint">{t('multipartHint')}</p>
          <Pre class="raw" label={t('multipartHead')}>
            {readHeaderValue(head)}
          </Pre>
        </Part>
      )}
    </>
  )
}

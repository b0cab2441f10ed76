// Names and values, as lists and tables.

import type { ComponentChildren } from 'preact'
import { Foreign } from './foreign.tsx'
import { t } from './words.ts'

/** Names of the page's own, and their values. */
export function Facts({ rows }: { rows: [name: string, value: ComponentChildren][] }) {
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Names of a stranger, and their values. */
export function Pairs({ label, rows }: { label: string; rows: [name: string, value: ComponentChildren][] }) {
  return (
    <table class="pairs" aria-label={label}>
      <colgroup>
        <col class="names-column" />
        <col />
      </colgroup>
      <thead class="unseen">
        <tr>
          <th scope="col">{t('name')}</th>
          <th scope="col">{t('value')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, value], index) => (
          <tr key={index}>
            <th scope="row">
              <Foreign text={name || t('noName')} />
            </th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A part of an upload with a heading. */
export function Part({ heading, children }: { heading: string; children: ComponentChildren }) {
  return (
    <section class="part">
      <h3>{heading}</h3>
      {children}
    </section>
  )
}

// What an upload's time was spent on, as a waterfall, and how fast its body came.

import { Facts, Part } from '../parts/facts.tsx'
import { Foreign } from '../parts/foreign.tsx'
import { formatDuration, formatExactSize, formatExactTime, formatRate } from '../parts/format.ts'
import { type Key, t } from '../parts/words.ts'
import type { Timing as Moments, Upload } from '../receiver/types.ts'
import { type PhaseName, phasesOf, ratesOf, totalOf } from './phases.ts'

const LABELS: Record<PhaseName, Key> = {
  waiting: 'phaseWaiting',
  body: 'phaseBody',
  untilAnswer: 'phaseUntilAnswer',
  ruleDelay: 'phaseRuleDelay',
  bodyDelay: 'phaseBodyDelay',
  answer: 'phaseAnswer',
}

function Waterfall({ timing, total }: { timing: Moments; total: number }) {
  const phases = phasesOf(timing)
  if (phases.length === 0) return null
  return (
    <Part heading={t('waterfall')}>
      <table class="waterfall" aria-label={t('waterfall')}>
        <thead class="unseen">
          <tr>
            <th scope="col">{t('phase')}</th>
            <th scope="col">{t('started')}</th>
            <th scope="col">{t('duration')}</th>
          </tr>
        </thead>
        <tbody>
          {phases.map(({ name, from, to, rule }) => (
            <tr key={name} data-phase={name}>
              <th scope="row">
                {t(LABELS[name])}
                {rule !== undefined && (
                  <>
                    {' '}
                    <code>
                      <Foreign text={rule} />
                    </code>
                  </>
                )}
              </th>
              <td class="track">
                <span
                  class="span"
                  style={{
                    insetInlineStart: `${(from / total) * 100}%`,
                    width: `${((to - from) / total) * 100}%`,
                  }}
                />
                <span class="unseen">{formatDuration(from)}</span>
              </td>
              <td class="amount">{formatDuration(to - from)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  )
}

const CHART = { width: 600, height: 100 }

function Rate({ samples, total }: { samples: [number, number][]; total: number }) {
  const rates = ratesOf(samples)
  const fastest = Math.max(...rates.map(([, rate]) => rate))
  if (rates.length < 2 || !(fastest > 0)) return null
  const slowest = Math.min(...rates.map(([, rate]) => rate))
  const points = rates
    .map(
      ([at, rate]) => `${(at / total) * CHART.width},${CHART.height - (rate / fastest) * (CHART.height - 4)}`,
    )
    .join(' ')
  const label = t('rateOver', { slowest: formatRate(slowest), fastest: formatRate(fastest) })
  return (
    <Part heading={t('rateOverTime')}>
      <svg
        class="rate"
        viewBox={`0 0 ${CHART.width} ${CHART.height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        <polyline points={points} vector-effect="non-scaling-stroke" />
      </svg>
      <p class="hint">{label}</p>
    </Part>
  )
}

export function Timing({ upload }: { upload: Upload }) {
  const { startedAt, endedAt, receivedBytes, contentLength, bytesPerSecond, timing } = upload
  const total = totalOf(upload)
  const received =
    contentLength === undefined || contentLength === receivedBytes
      ? formatExactSize(receivedBytes)
      : t('ofTotal', { received: formatExactSize(receivedBytes), total: formatExactSize(contentLength) })
  return (
    <>
      <Part heading={t('timing')}>
        <Facts
          rows={[
            [t('started'), formatExactTime(startedAt)],
            ...(endedAt === undefined
              ? []
              : [[t('duration'), formatDuration(endedAt - startedAt)] as [string, string]]),
            [t('received'), received],
            ...(bytesPerSecond > 0 ? [[t('rate'), formatRate(bytesPerSecond)] as [string, string]] : []),
            ...(timing?.throttle
              ? [[t('throttle'), formatRate(timing.throttle.bytesPerSecond)] as [string, string]]
              : []),
          ]}
        />
      </Part>
      {timing && <Waterfall timing={timing} total={total} />}
      {timing?.samples && <Rate samples={timing.samples} total={total} />}
    </>
  )
}

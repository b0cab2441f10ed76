// What an upload's time was spent on, from the moments that the receiver tells. Pure.

import type { Timing, Upload } from '../receiver/types.ts'

export type PhaseName = 'waiting' | 'body' | 'ruleDelay' | 'untilAnswer' | 'bodyDelay' | 'answer'

export interface Phase {
  name: PhaseName
  /** Milliseconds since the head of the request had come. */
  from: number
  to: number
  rule?: string
}

/** A phase, unless one of its ends is not known or it is empty. */
function phase(name: PhaseName, from: number | undefined, to: number | undefined, rule?: string): Phase[] {
  return from === undefined || to === undefined || to < from ? [] : [{ name, from, to, rule }]
}

export function phasesOf(timing: Timing): Phase[] {
  const { firstByte, lastByte, ended, answerStarted, answerBody, answerEnded, brokenOff, delay, bodyDelay } =
    timing
  const bodyEnd = lastByte ?? ended
  const answerFrom = answerStarted ?? brokenOff
  // The rule waits at the end of the time before the answer.
  const delayFrom =
    delay === undefined || answerFrom === undefined
      ? undefined
      : Math.max(bodyEnd ?? 0, answerFrom - delay.milliseconds)
  const bodyDelayTo =
    bodyDelay === undefined || answerStarted === undefined
      ? undefined
      : Math.min(answerBody ?? Number.POSITIVE_INFINITY, answerStarted + bodyDelay.milliseconds)
  return [
    ...phase('waiting', 0, firstByte),
    ...phase('body', firstByte, bodyEnd),
    ...phase('untilAnswer', bodyEnd, delayFrom ?? answerFrom),
    ...phase('ruleDelay', delayFrom, answerFrom, delay?.rule),
    ...phase(
      'bodyDelay',
      bodyDelayTo === undefined ? undefined : answerStarted,
      bodyDelayTo,
      bodyDelay?.rule,
    ),
    ...phase('answer', bodyDelayTo ?? answerStarted, answerEnded),
  ]
}

/** When all was over, or how long it has lasted. */
export function totalOf({
  timing = {},
  startedAt,
  endedAt,
}: Pick<Upload, 'timing' | 'startedAt' | 'endedAt'>) {
  const { samples, throttle: _throttle, delay: _delay, bodyDelay: _bodyDelay, ...moments } = timing
  const known = [...Object.values(moments), samples?.at(-1)?.[0], endedAt && endedAt - startedAt]
  return Math.max(1, ...known.filter((moment): moment is number => typeof moment === 'number'))
}

/** Bytes in a second between one sample and the next: `[milliseconds, rate]`, at the later one. */
export function ratesOf(samples: [milliseconds: number, receivedBytes: number][]) {
  return samples.slice(1).flatMap(([at, bytes], index): [number, number][] => {
    const [before, bytesBefore] = samples[index] as [number, number]
    return at > before ? [[at, ((bytes - bytesBefore) * 1000) / (at - before)]] : []
  })
}

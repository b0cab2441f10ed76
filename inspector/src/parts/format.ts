// Sizes, times and rates, as the person's language writes them.

import { currentLocale, t } from './words.ts'

/** Making one takes longer than using it, and a list has hundreds of numbers. */
const numberFormats = new Map<string, Intl.NumberFormat>()
const timeFormats = new Map<string, Intl.DateTimeFormat>()

function numberFormat(options: Intl.NumberFormatOptions) {
  const key = JSON.stringify([currentLocale(), options])
  const known = numberFormats.get(key) ?? new Intl.NumberFormat(currentLocale(), options)
  numberFormats.set(key, known)
  return known
}

function timeFormat(options: Intl.DateTimeFormatOptions) {
  const key = JSON.stringify([currentLocale(), options])
  const known = timeFormats.get(key) ?? new Intl.DateTimeFormat(currentLocale(), options)
  timeFormats.set(key, known)
  return known
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte']

function scaled(value: number) {
  let power = 0
  let rest = value
  while (rest >= 999.5 && power < UNITS.length - 1) {
    rest /= 1000
    power += 1
  }
  return { rest, unit: UNITS[power] as string, digits: power === 0 || rest >= 99.95 ? 0 : 1 }
}

function formatUnit(value: number, per = '') {
  const { rest, unit, digits } = scaled(value)
  const parts = numberFormat({
    style: 'unit',
    unit: `${unit}${per}`,
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  }).formatToParts(rest)
  // Intl's short form of this one unit is "byte".
  return parts.map(({ type, value: text }) => (type === 'unit' ? text.replace('byte', 'B') : text)).join('')
}

export function formatSize(bytes: number) {
  return formatUnit(bytes)
}

/** A size with its exact number of bytes. */
export function formatExactSize(bytes: number) {
  const exact = t('bytes', { count: bytes })
  return bytes < 1000 ? exact : `${formatSize(bytes)} (${exact})`
}

export function formatRate(bytesPerSecond: number) {
  return formatUnit(bytesPerSecond, '-per-second')
}

export function formatPercent(fraction: number) {
  return numberFormat({ style: 'percent' }).format(fraction)
}

export function formatDuration(milliseconds: number) {
  const seconds = milliseconds >= 1000
  return numberFormat({
    style: 'unit',
    unit: seconds ? 'second' : 'millisecond',
    unitDisplay: 'short',
    // Tenths matter only where there are few.
    maximumFractionDigits: seconds ? 2 : milliseconds < 10 ? 1 : 0,
  }).format(seconds ? milliseconds / 1000 : milliseconds)
}

/** The time; with the date unless it is today. */
export function formatTime(at: number) {
  const today = new Date(at).toDateString() === new Date().toDateString()
  return timeFormat({
    ...(today ? {} : { dateStyle: 'medium' }),
    timeStyle: 'medium',
  }).format(at)
}

export function formatExactTime(at: number) {
  return timeFormat({
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  }).format(at)
}

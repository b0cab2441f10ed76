// Sizes, times and rates, as the person's language writes them.

import { currentLocale, t } from './words.mjs'

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte']

/** @param {number} value */
function scaled(value) {
  let power = 0
  let rest = value
  while (rest >= 999.5 && power < UNITS.length - 1) {
    rest /= 1000
    power += 1
  }
  return { rest, unit: UNITS[power], digits: power === 0 || rest >= 99.95 ? 0 : 1 }
}

/** @param {number} value @param {string} per */
function formatUnit(value, per = '') {
  const { rest, unit, digits } = scaled(value)
  const parts = new Intl.NumberFormat(currentLocale(), {
    style: 'unit',
    unit: `${unit}${per}`,
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  }).formatToParts(rest)
  // Intl's short form of this one unit is "byte".
  return parts.map(({ type, value: text }) => (type === 'unit' ? text.replace('byte', 'B') : text)).join('')
}

/** @param {number} bytes */
export function formatSize(bytes) {
  return formatUnit(bytes)
}

/** @param {number} bytes A size with its exact number of bytes. */
export function formatExactSize(bytes) {
  const exact = t('bytes', { count: bytes })
  return bytes < 1000 ? exact : `${formatSize(bytes)} (${exact})`
}

/** @param {number} bytesPerSecond */
export function formatRate(bytesPerSecond) {
  return formatUnit(bytesPerSecond, '-per-second')
}

/** @param {number} fraction */
export function formatPercent(fraction) {
  return new Intl.NumberFormat(currentLocale(), { style: 'percent' }).format(fraction)
}

/** @param {number} milliseconds */
export function formatDuration(milliseconds) {
  const seconds = milliseconds >= 1000
  return new Intl.NumberFormat(currentLocale(), {
    style: 'unit',
    unit: seconds ? 'second' : 'millisecond',
    unitDisplay: 'short',
    maximumFractionDigits: seconds ? 2 : 0,
  }).format(seconds ? milliseconds / 1000 : milliseconds)
}

/** @param {number} at The time; with the date unless it is today. */
export function formatTime(at) {
  const today = new Date(at).toDateString() === new Date().toDateString()
  return new Intl.DateTimeFormat(currentLocale(), {
    ...(today ? {} : { dateStyle: 'medium' }),
    timeStyle: 'medium',
  }).format(at)
}

/** @param {number} at */
export function formatExactTime(at) {
  return new Intl.DateTimeFormat(currentLocale(), {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  }).format(at)
}

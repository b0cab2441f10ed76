'use strict'
// The chart of the README: time over the native limit's, for a large file and for many small ones. Each scale begins at
// zero and is linear, so that the lengths of the bars are in the proportion of the times.
//   node bench/chart.js bench/results/latest.json > docs/performance.svg    draws it again

const { CLIENTS } = require('./clients.js')
const { pair, summarize } = require('./statistics.js')

/** @typedef {import('./results.js').WorkloadResult} WorkloadResult */
/** @typedef {{ label: string, kind: string, ratio: number | null, seconds: number | null }} Bar No ratio: it failed. */

const PANELS = [
  { name: 'gibibyte', heading: 'One file of 1 GiB' },
  { name: 'small', heading: '10,000 files of 1 KiB, 10 at a time' },
]

const WIDTH = 760
const MARGIN = 16
const LABELS = 130
const FIGURES = 130
const BAR = 16
const PITCH = 24
const HEADING = 34
const TITLE = 64

// An image on GitHub cannot know the page's colours, but knows what the browser prefers. The background is the page's.
const STYLE = `
  text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328 }
  .title { font-size: 17px; font-weight: 600 }
  .heading { font-size: 14px; font-weight: 600 }
  .note, .figure { fill: #59636e }
  .own-text { font-weight: 600; fill: #0969da }
  .own { fill: #0969da }
  .limit { fill: #1a7f37 }
  .other { fill: #afb8c1 }
  .line { stroke: #1a7f37; stroke-width: 1; stroke-dasharray: 3 3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .note, .figure { fill: #9198a1 }
    .own-text { fill: #58a6ff }
    .own { fill: #1f6feb }
    .limit { fill: #238636 }
    .other { fill: #4d5661 }
    .line { stroke: #3fb950 }
  }
`

/** The bars of a panel: the limit first, then who was faster before who was slower. */
function barsOf(/** @type {WorkloadResult} */ { clients }) {
  const limit = clients.limit.samples
  const bars = Object.entries(clients)
    .filter(([name]) => name !== 'noop')
    .map(([name, { samples, failure }]) => {
      const { label } = CLIENTS[name]
      const kind = name === 'limit' ? 'limit' : name === 'uploadtask' ? 'own' : 'other'
      if (failure !== undefined) return { label, kind, ratio: null, seconds: null }
      return {
        ...{ label, kind },
        ratio: summarize(pair(samples, limit, (one, two) => one.time / two.time)).median,
        seconds: summarize(samples.map(({ time }) => time / 1000)).median,
      }
    })
  const place = (/** @type {Bar} */ { kind, ratio }) =>
    kind === 'limit' ? 0 : (ratio ?? Number.POSITIVE_INFINITY)
  return bars.sort((one, two) => (place(one) < place(two) ? -1 : 1))
}

const text = (
  /** @type {number} */ x,
  /** @type {number} */ y,
  /** @type {string} */ kind,
  /** @type {string} */ words,
) => `<text x="${x}" y="${y}"${kind}>${words}</text>`

function drawBar(
  /** @type {Bar} */ { label, kind, ratio, seconds },
  /** @type {number} */ y,
  /** @type {number} */ scale,
) {
  const x = MARGIN + LABELS
  const baseline = y + BAR - 4
  const own = kind === 'own'
  const name = text(x - 8, baseline, ` text-anchor="end"${own ? ' class="own-text"' : ''}`, label)
  if (ratio === null || seconds === null) return `${name}${text(x, baseline, ' class="figure"', 'failed')}`
  const width = Number((ratio * scale).toFixed(1))
  const figure = `${ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(1)} × · ${seconds.toPrecision(2)} s`
  return [
    name,
    `<rect class="${kind}" x="${x}" y="${y}" width="${width}" height="${BAR}" rx="2"/>`,
    text(
      Math.ceil(x + Math.max(width, scale)) + 8,
      baseline,
      ` class="${own ? 'own-text' : 'figure'}"`,
      figure,
    ),
  ].join('')
}

function drawPanel(/** @type {string} */ heading, /** @type {Bar[]} */ bars, /** @type {number} */ top) {
  const longest = Math.max(...bars.map(({ ratio }) => ratio ?? 0))
  const scale = (WIDTH - 2 * MARGIN - LABELS - FIGURES) / longest
  const first = top + HEADING
  const line = (MARGIN + LABELS + scale).toFixed(1)
  return [
    text(MARGIN, top + 18, ' class="heading"', heading),
    ...bars.map((bar, index) => drawBar(bar, first + index * PITCH, scale)),
    `<line class="line" x1="${line}" x2="${line}" y1="${first - 4}" y2="${first + bars.length * PITCH - 4}"/>`,
  ].join('\n')
}

/** The chart of a run in which these workloads were measured, as SVG. */
function chart(/** @type {import('./results.js').Results} */ { workloads, rounds, machine }) {
  let top = TITLE
  const panels = PANELS.map(({ name, heading }) => {
    const workload = workloads.find((one) => one.name === name)
    if (!workload) throw new Error(`the chart needs the workload ${name}`)
    const bars = barsOf(workload)
    const drawn = drawPanel(heading, bars, top)
    top += HEADING + bars.length * PITCH + 12
    return drawn
  })
  const note = `Medians of ${rounds} interleaved rounds on loopback. ${machine}.`
  const height = top + 22
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    '<title>Time of uploads over the time of the native limit, by client</title>',
    `<style>${STYLE}</style>`,
    text(MARGIN, 26, ' class="title"', 'Time to upload, relative to the native limit'),
    text(
      MARGIN,
      46,
      ' class="note"',
      'Shorter is better. The limit is one native thread that does nothing but read and write.',
    ),
    ...panels,
    text(MARGIN, top + 8, ' class="note"', note),
    '</svg>\n',
  ].join('\n')
}

module.exports = { chart }

if (require.main === module) {
  process.stdout.write(chart(JSON.parse(require('node:fs').readFileSync(process.argv[2], 'utf8'))))
}

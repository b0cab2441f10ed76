'use strict'
// The goals of this package: limits that it must keep, and what it aims at.

const { CLIENTS } = require('./clients.js')
const { pair } = require('./statistics.js')
const { WORKLOADS, MEBI } = require('./workloads.js')

/** @typedef {import('./measure.js').Sample} Sample */

/**
 * One figure. Less is better in all of them.
 *
 * @typedef {object} Part
 * @property {string} figure
 * @property {string} [title] Of what, if not of what the target's name says.
 * @property {'ratio' | 'ms' | 'µs' | 'MiB' | 'MB'} unit
 * @property {number} must
 * @property {number | null} aim
 * @property {string} [workload] None: `values` needs no measuring.
 * @property {string[]} clients Whose samples `values` takes, in this order.
 * @property {(...series: Sample[][]) => number[]} values The figure of each round.
 *
 * @typedef {{ name: string, title: string, parts: Part[], withAllClients?: boolean }} Target
 *   `withAllClients`: all clients run in its workloads, for the tables.
 */

const OWN = 'uploadtask'

/**
 * The package's time over another client's.
 *
 * @param {string} workload
 * @param {string} other
 * @param {number} must
 * @param {number} aim
 * @param {string} [label]
 * @returns {Part}
 */
function timeOver(workload, other, must, aim, label = CLIENTS[other].label) {
  return {
    figure: `time / ${label}`,
    ...{ unit: 'ratio', must, aim, workload, clients: [OWN, other] },
    values: (own, others) => pair(own, others, (one, two) => one.time / two.time),
  }
}

/** The same figure for two workloads; its title says for which. */
function forEach(/** @type {string[]} */ workloads, /** @type {(workload: string) => Part} */ makePart) {
  return workloads.map((workload) => {
    const part = makePart(workload)
    return { ...part, title: WORKLOADS[workload].title }
  })
}

/**
 * Something that is measured for the package alone.
 *
 * @param {string} workload
 * @param {string} figure
 * @param {Part['unit']} unit
 * @param {number} must
 * @param {number | null} aim
 * @param {(sample: Sample) => number | null} read
 * @returns {Part}
 */
function ofItself(workload, figure, unit, must, aim, read) {
  return {
    ...{ figure, unit, must, aim, workload, clients: [OWN] },
    values: (own) => own.map((sample) => read(sample) ?? Number.NaN),
  }
}

/** What an upload costs the main thread, in microseconds. */
function mainThreadEach(/** @type {Sample} */ { mainThread, uploads }) {
  return mainThread === null ? null : (mainThread * 1000) / uploads
}

const LARGE = ['gibibyte', 'large-in-turn']

/** @type {Target[]} */
const TARGETS = [
  {
    name: 'P1',
    title: 'large files',
    parts: forEach(LARGE, (workload) => timeOver(workload, 'limit', 1, 0.8)),
    withAllClients: true,
  },
  {
    name: 'P2',
    title: 'large files beside others',
    parts: [
      ...forEach(LARGE, (workload) => timeOver(workload, 'node-http', 0.7, 0.55)),
      ...forEach(LARGE, (workload) => timeOver(workload, 'undici', 0.2, 0.12)),
      ...forEach(LARGE, (workload) => timeOver(workload, 'fetch', 0.15, 0.1)),
    ],
  },
  {
    name: 'P3',
    title: '1 GiB',
    parts: [
      {
        figure: 'CPU of the process, minus noop / native limit',
        ...{ unit: 'ratio', must: 1, aim: 0.8, workload: 'gibibyte', clients: [OWN, 'noop', 'limit'] },
        values: (own, noop, limit) =>
          pair(
            pair(own, noop, (one, two) => one.cpu - two.cpu),
            limit,
            (one, two) => one / two.cpu,
          ),
      },
    ],
  },
  {
    name: 'P4',
    title: '1 GiB',
    parts: [
      {
        figure: 'peak RSS minus noop',
        ...{ unit: 'MiB', must: 6, aim: 5, workload: 'gibibyte', clients: [OWN, 'noop'] },
        values: (own, noop) => pair(own, noop, (one, two) => (one.peak - two.peak) / MEBI),
      },
    ],
  },
  {
    name: 'P5',
    title: '10,000 × 1 KiB, 10 at a time',
    parts: [
      timeOver('small', 'limit', 3.8, 3),
      timeOver('small', 'undici', 0.16, 0.12),
      timeOver('small', 'node-http', 0.24, 0.18),
      timeOver('small', 'curl', 0.55, 0.45),
    ],
    withAllClients: true,
  },
  {
    name: 'P6',
    title: '10,000 × 1 KiB',
    parts: [
      timeOver('small-64', 'limit', 3.2, 2.4, 'native limit, 64 at a time'),
      timeOver('small-1', 'limit', 3, 2.4, 'native limit, one at a time'),
    ],
  },
  {
    name: 'P7',
    title: '1,000 × 100 KiB, 10 at a time',
    parts: [timeOver('medium', 'limit', 2, 1.6), timeOver('medium', 'undici', 0.13, 0.1)],
  },
  {
    name: 'P8',
    title: 'start, load, one 1 KiB upload, exit',
    parts: [
      timeOver('start', 'node-http', 0.95, 0.85),
      {
        figure: 'time minus noop',
        ...{ unit: 'ms', must: 10, aim: 8, workload: 'start', clients: [OWN, 'noop'] },
        values: (own, noop) => pair(own, noop, (one, two) => one.time - two.time),
      },
    ],
  },
  {
    name: 'P9',
    title: '500 MiB over HTTPS',
    parts: [timeOver('https', 'limit', 1.1, 1), timeOver('https', 'node-http', 0.55, 0.45, 'node:https')],
  },
  {
    name: 'P10',
    title: '200 × 10 MiB at once',
    parts: [
      ofItself('at-once', 'peak RSS', 'MiB', 85, 70, ({ peak }) => peak / MEBI),
      timeOver('at-once', 'limit', 1, 0.75),
      timeOver('at-once', 'undici', 0.14, 0.1),
    ],
  },
  {
    name: 'P11',
    title: '1 GiB with a progress listener',
    parts: [
      ofItself('progress', 'CPU of the main thread', 'ms', 10, 5, ({ mainThread }) => mainThread),
      {
        figure: 'CPU of the main thread / node:http',
        ...{ unit: 'ratio', must: 0.03, aim: 0.015, workload: 'progress', clients: [OWN, 'node-http'] },
        values: (own, others) =>
          pair(own, others, (one, two) => (one.mainThread ?? Number.NaN) / (two.mainThread ?? Number.NaN)),
      },
    ],
  },
  {
    name: 'P12',
    title: '10,000 × 1 KiB with listeners',
    parts: [
      ofItself('small-listeners', 'CPU of the main thread per upload', 'µs', 22, 15, mainThreadEach),
      {
        ...ofItself('small', 'CPU of the main thread per upload', 'µs', 17, 12, mainThreadEach),
        title: '10,000 × 1 KiB without listeners',
      },
      ofItself('small-gaps', 'longest gap of the event loop', 'ms', 6, 3, ({ gap }) => gap),
    ],
  },
  {
    name: 'P13',
    title: 'the addon',
    parts: [
      {
        figure: 'size of the file, stripped',
        ...{ unit: 'MB', must: 4.5, aim: 4, clients: [] },
        values: () => [require('./addon.js').addonBytes() / 1e6],
      },
    ],
  },
  {
    name: 'P14',
    title: '200,000 × 1 KiB in one process',
    parts: [
      ofItself('sustained', 'CPU of the last 10,000 / of the first', 'ratio', 1.05, 1, ({ passes }) =>
        passes ? passes.last / passes.first : null,
      ),
      ofItself('sustained', 'RSS at the end minus after the first 10,000', 'MiB', 2, 0, ({ passes }) =>
        passes ? passes.growth / MEBI : null,
      ),
    ],
  },
  {
    name: 'load',
    title: "require('uploadtask/wx')",
    parts: [ofItself('load', 'time', 'ms', 3, null, ({ load }) => load)],
  },
]

module.exports = { TARGETS }

'use strict'
// The command line.

const { Command, CommanderError, InvalidArgumentError } = require('commander')
const { CLIENTS } = require('./clients.js')
const { TARGETS } = require('./targets.js')

const ROUNDS = 7
const QUICK_ROUNDS = 2
const USAGE = 2

/** Reads a list of names, separated by commas, in any case; `known` are the names that there are. */
function namesOf(/** @type {string[]} */ known) {
  return (/** @type {string} */ text) =>
    text.split(',').map((word) => {
      const name = known.find((one) => one.toLowerCase() === word.trim().toLowerCase())
      if (name === undefined)
        throw new InvalidArgumentError(`There is no "${word}". There are: ${known.join(', ')}.`)
      return name
    })
}

function roundsFrom(/** @type {string} */ text) {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= 1 && value <= 1000) return value
  throw new InvalidArgumentError('It should be a whole number from 1 to 1000.')
}

const column = (/** @type {string} */ name, /** @type {string} */ text) => `  ${name.padEnd(12)}${text}`

const help = `
Targets:
${TARGETS.map(({ name, title, parts }) => column(name, `${title}: ${[...new Set(parts.map(({ figure }) => figure))].join('; ')}`)).join('\n')}

Clients:
${Object.entries(CLIENTS)
  .map(([name, { about }]) => column(name, about))
  .join('\n')}
`

/**
 * @typedef {object} Options
 * @property {import('./targets.js').Target[]} targets
 * @property {string[]} clients
 * @property {number} rounds
 * @property {boolean} isQuick
 * @property {string | undefined} json
 * @property {boolean} isFull Everything, often enough for the results to be kept.
 */

/**
 * Ends the process when the command line is wrong, or asks for help.
 *
 * @param {string[]} parameters What follows the program's name.
 * @returns {Options}
 */
function readOptions(parameters) {
  const program = new Command('npm run bench --')
    .description(
      'Uploads to a server on this machine, as this package and as others do it, and compares the figures with the ' +
        'targets. Markdown on stdout, progress on stderr. A run of everything writes bench/results/latest.json and ' +
        'docs/performance.svg.',
    )
    .option(
      '--only <targets>',
      'what these targets need, e.g. P1,P5',
      namesOf(TARGETS.map(({ name }) => name)),
    )
    .option('--clients <names>', 'these clients only, and the baselines', namesOf(Object.keys(CLIENTS)))
    .option(
      '--rounds <number>',
      `rounds of each workload (default: ${ROUNDS}; with --quick ${QUICK_ROUNDS})`,
      roundsFrom,
    )
    .option('--quick', 'less to send, fewer rounds: to see that everything runs')
    .option('--json <file>', 'write the results there too')
    .helpOption('-h, --help', 'print this help')
    .allowExcessArguments(false)
    .showHelpAfterError()
    .addHelpText('after', ({ error }) => (error ? '' : help))
    .exitOverride()
  try {
    program.parse(parameters, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    process.exit(error.exitCode === 0 ? 0 : USAGE)
  }
  const { only, clients, rounds, quick = false, json } = program.opts()
  return {
    targets: only ? TARGETS.filter(({ name }) => only.includes(name)) : TARGETS,
    clients: clients ?? Object.keys(CLIENTS),
    rounds: rounds ?? (quick ? QUICK_ROUNDS : ROUNDS),
    ...{ isQuick: quick, json },
    isFull: !only && !clients && !quick && (rounds ?? ROUNDS) >= ROUNDS,
  }
}

module.exports = { readOptions }

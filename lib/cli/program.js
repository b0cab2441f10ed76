'use strict'
// The commands together: what is said about them, and what the process ends with.

const { Command, CommanderError } = require('commander')
const { Failure } = require('./errors.js')
const { NO_ADDON } = require('../load-error.js')
const { overview } = require('./overview.js')
const { version } = require('../../package.json')

const USAGE = 2
const BROKEN_PIPE = 141

function createProgram() {
  const program = new Command('uploadtask')
    .description('Uploads files as mini-programs and watches do; receives uploads and shows them.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^(?:error: )?/, 'uploadtask: ')) })
  const commands = [
    require('./serve.js'),
    require('./upload.js'),
    require('./demo.js'),
    require('./build.js'),
  ]
  for (const { define } of commands) {
    const command = define(program)
    command
      .helpOption('-h, --help', 'print this help')
      .showHelpAfterError(`(see \`uploadtask ${command.name()} --help\`)`)
  }
  return program.showHelpAfterError('(see `uploadtask --help`)').addHelpText(
    'after',
    `
Examples:
  $ uploadtask demo --open
  $ uploadtask serve
  $ uploadtask upload photo.jpg --url http://127.0.0.1:8310/upload
`,
  )
}

/** A closed pipe (`| head`) is not an error: the program ends as others do. */
function endWithoutReader(/** @type {NodeJS.WriteStream} */ stream) {
  stream.on('error', (error) => {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPIPE') throw error
    process.exit(BROKEN_PIPE)
  })
}

/**
 * Runs a command line; sets the process's exit code.
 *
 * @param {string[]} parameters What follows the program's name.
 */
async function run(parameters) {
  endWithoutReader(process.stdout)
  endWithoutReader(process.stderr)
  if (parameters.length === 0) {
    for (const line of overview()) console.log(line)
    return
  }
  try {
    await createProgram().parseAsync(parameters, { from: 'user' })
  } catch (error) {
    process.exitCode = report(error)
  }
}

/** Reports what went wrong unless Commander already has; returns the exit code. */
function report(/** @type {unknown} */ error) {
  // Commander's own code for every wrong command line is 1.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE
  if (error instanceof Failure) {
    console.error(`uploadtask: ${error.message}`)
    return error.exitCode
  }
  // Where in this package the addon was looked for is of no use to the reader.
  const isNoAddon = error instanceof Error && /** @type {NodeJS.ErrnoException} */ (error).code === NO_ADDON
  console.error(isNoAddon ? `uploadtask: ${error.message}` : error)
  return 1
}

module.exports = { run }

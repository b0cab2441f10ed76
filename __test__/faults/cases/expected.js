'use strict'
// The words in which the table of faults says what has to become of an upload.

/**
 * @typedef {object} Success
 * @property {number} status
 * @property {string} data
 *
 * @typedef {object} Failure
 * @property {number} vela The code of Vela.
 * @property {number} wx The errno of WeChat.
 * @property {RegExp} cause What the message has to say.
 *
 * @typedef {object} Case
 * @property {string} title Begins with the line of the contract; the subject is the server.
 * @property {import('../server').Misbehaviour} serve
 * @property {Array<Success | Failure>} expected More than one only where the contract leaves it to a race.
 * @property {number} [size] Bytes in the file; default a few.
 * @property {number} [timeout] Milliseconds.
 * @property {object} [config] What `createRuntime` gets.
 */

/** @type {(status: number, data?: string) => Success[]} */
const succeeds = (status, data = '') => [{ status, data }]

/** No connection, or no HTTP over it (V22, W16). @type {(cause: RegExp) => Failure[]} */
const malformed = (cause) => [{ vela: 200, wx: 600001, cause }]

/** The connection stood and broke (V23, W16). @type {(cause: RegExp) => Failure[]} */
const breaks = (cause) => [{ vela: 300, wx: 600001, cause }]

/** The time limit passed (V21, W15). @type {() => Failure[]} */
const timesOut = () => [{ vela: 204, wx: 5, cause: /timeout/ }]

/** The message for a connection that the server closed. */
const closed = /closed the connection/
/** And of one that broke in some other way, or in that. */
const broke = /ECONNRESET|EPIPE|ECONNABORTED|closed the connection/

/** The head of a response. */
const head = (/** @type {string[]} */ ...lines) => ['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n')

module.exports = { succeeds, malformed, breaks, timesOut, closed, broke, head }

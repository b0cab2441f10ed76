'use strict'
// What a server can do wrong with an upload over HTTP/1.1, by name. Each function plays one connection.

const { setTimeout: sleep } = require('node:timers/promises')

const { patient } = require('../support/within')

/** @typedef {import('./server').Misbehaviour} Misbehaviour */
/** @typedef {string | Buffer} Bytes */

/** How long a server keeps a connection open that it is about to break, so that what it wrote is read before. */
const LINGER = patient(300)

/** Takes the whole request, writes this and closes. @param {Bytes} bytes @returns {Misbehaviour} */
const answers = (bytes) => async (connection) => {
  await connection.request()
  connection.socket.end(bytes)
}

/** Takes the whole request, writes this and keeps the connection. @param {Bytes} bytes @returns {Misbehaviour} */
const answersAndStays = (bytes) => async (connection) => {
  await connection.request()
  await connection.write(bytes)
  connection.drain()
}

/** Takes the whole request, writes this and resets. @param {Bytes} bytes @returns {Misbehaviour} */
const answersAndResets = (bytes) => async (connection) => {
  await connection.request()
  await connection.write(bytes)
  await sleep(LINGER)
  connection.socket.resetAndDestroy()
}

/** Writes this after the head of the request and never reads again. @param {Bytes} bytes @returns {Misbehaviour} */
const answersEarly = (bytes) => async (connection) => {
  await connection.head()
  await connection.write(bytes)
}

/** The same, and says that nothing more will follow. @param {Bytes} bytes @returns {Misbehaviour} */
const answersEarlyAndEnds = (bytes) => async (connection) => {
  await connection.head()
  connection.socket.end(bytes)
}

/**
 * The same, and resets as soon as the client was told of the headers; where it is told of none, as Vela is not, a moment
 * later.
 *
 * @param {Bytes} bytes
 * @returns {Misbehaviour}
 */
const answersEarlyAndResets = (bytes) => async (connection, told) => {
  await connection.head()
  await connection.write(bytes)
  await (told ?? sleep(LINGER))
  connection.socket.resetAndDestroy()
}

/** The same, and closes at once, with most of the request unread. @param {Bytes} bytes @returns {Misbehaviour} */
const answersEarlyAndCloses = (bytes) => async (connection) => {
  await connection.head()
  await connection.write(bytes)
  connection.socket.destroy()
}

/** Writes this after the head of the request, and that after all of it. @param {Bytes} bytes @param {Bytes} rest @returns {Misbehaviour} */
const answersAlong = (bytes, rest) => async (connection) => {
  const { contentLength } = await connection.head()
  await connection.write(bytes)
  await connection.body(contentLength)
  connection.socket.end(rest)
}

/** Writes this before any request has come. @param {Bytes} bytes @returns {Misbehaviour} */
const answersUnasked = (bytes) => async (connection) => {
  await connection.write(bytes)
  await connection.request()
  connection.drain()
}

/** Breaks the connection as soon as it stands. @returns {Misbehaviour} */
const resetsAtOnce = () => (connection) => connection.socket.resetAndDestroy()

/** Closes the connection as soon as it stands. @returns {Misbehaviour} */
const closesAtOnce = () => (connection) => connection.socket.end()

/** Breaks the connection after `count` bytes of the body. @param {number} count @returns {Misbehaviour} */
const resetsAfter = (count) => async (connection) => {
  await connection.head()
  await connection.body(count)
  connection.socket.resetAndDestroy()
}

/** Closes the connection after `count` bytes of the body. @param {number} count @returns {Misbehaviour} */
const closesAfter = (count) => async (connection) => {
  await connection.head()
  await connection.body(count)
  connection.socket.destroy()
}

/** Takes the whole request and breaks the connection. @returns {Misbehaviour} */
const resets = () => async (connection) => {
  await connection.request()
  connection.socket.resetAndDestroy()
}

/** Takes the whole request and closes the connection. @returns {Misbehaviour} */
const closes = () => answers('')

/** Reads the head of the request and then nothing. @returns {Misbehaviour} */
const stopsReading = () => (connection) => connection.head()

/** Takes the whole request and then does nothing. @returns {Misbehaviour} */
const keepsSilent = () => async (connection) => {
  await connection.request()
  connection.drain()
}

/**
 * Writes this byte by byte, with a pause after each.
 *
 * @param {string} text
 * @param {number} pause Milliseconds.
 * @returns {Misbehaviour}
 */
const drips = (text, pause) => async (connection) => {
  await connection.request()
  for (const byte of Buffer.from(text)) {
    if (connection.socket.destroyed) return
    await connection.write(Buffer.from([byte]))
    if (pause > 0) await sleep(pause)
  }
  connection.drain()
}

/**
 * Writes the beginning, then the same again and again for as long as the connection stands.
 *
 * @param {Bytes} beginning
 * @param {Bytes} bytes
 * @param {number} [pause] Milliseconds between two; without it, as fast as they are taken.
 * @returns {Misbehaviour}
 */
const floods =
  (beginning, bytes, pause = 0) =>
  async (connection) => {
    await connection.request()
    connection.drain()
    await connection.write(beginning)
    while (!connection.socket.destroyed) {
      await connection.write(bytes)
      // Even without a pause, the upload shares this process, and its events have to get a turn.
      await sleep(pause)
    }
  }

module.exports = {
  answers,
  answersAndStays,
  answersAndResets,
  answersEarly,
  answersEarlyAndEnds,
  answersEarlyAndResets,
  answersEarlyAndCloses,
  answersAlong,
  answersUnasked,
  resetsAtOnce,
  closesAtOnce,
  resetsAfter,
  closesAfter,
  resets,
  closes,
  stopsReading,
  keepsSilent,
  drips,
  floods,
}

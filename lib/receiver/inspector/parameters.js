'use strict'
// The parameters of a call: of its query, and of the JSON in its body.

const { Failure } = require('../failure.js')
const { check, pathText } = require('../validate.js')

/** @typedef {import('./reply.js').Request} Request */

/**
 * A number of the query, within bounds.
 *
 * @param {URLSearchParams} query
 * @param {string} name
 * @param {{ preset: number, min?: number, max: number }} bounds
 */
function numberParameter(query, name, { preset, min = 1, max }) {
  const text = query.get(name)
  if (text === null) return preset
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= min && value <= max) return value
  const message = `"${name}" should be a whole number from ${min} to ${max}.`
  throw new Failure(400, 'bad_parameter', message, { name, min, max })
}

/**
 * One of some words of the query; undefined when it is not there.
 *
 * @template {string} Word
 * @param {URLSearchParams} query
 * @param {string} name
 * @param {readonly Word[]} values
 * @returns {Word | undefined}
 */
function wordParameter(query, name, values) {
  const text = query.get(name)
  if (text === null) return undefined
  const value = values.find((one) => one === text)
  if (value !== undefined) return value
  const message = `"${name}" should be one of ${values.join(', ')}.`
  throw new Failure(400, 'bad_parameter', message, { name, values })
}

/** A text of the query that is not too long; '' when it is not there. */
function textParameter(
  /** @type {URLSearchParams} */ query,
  /** @type {string} */ name,
  /** @type {number} */ max,
) {
  const text = query.get(name) ?? ''
  if (text.length <= max) return text
  const message = `"${name}" should have at most ${max} characters.`
  throw new Failure(400, 'bad_parameter', message, { name, max })
}

/** What a call was sent. */
async function readBody(/** @type {Request} */ request, /** @type {number} */ max) {
  const chunks = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > max) {
      throw new Failure(413, 'too_large', `The body of this call can have at most ${max} bytes.`, { max })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/**
 * The JSON that a call was sent, checked by a schema; nothing at all counts as `{}`.
 *
 * @template {import('valibot').GenericSchema} Schema
 * @param {Request} request
 * @param {number} max
 * @param {Schema} schema
 * @returns {Promise<import('valibot').InferOutput<Schema>>}
 */
async function readJson(request, max, schema) {
  const text = await readBody(request, max)
  let value
  try {
    value = text.trim() === '' ? {} : JSON.parse(text)
  } catch (error) {
    const { message } = /** @type {Error} */ (error)
    throw new Failure(400, 'bad_body', `The body of this call is not JSON: ${message}.`, { path: '' })
  }
  return check(schema, value, ({ path, problem }) => {
    const place = path.length === 0 ? '' : pathText(path)
    return new Failure(400, 'bad_body', `${place || 'this'} ${problem}.`, { path: place })
  })
}

module.exports = { numberParameter, readBody, readJson, textParameter, wordParameter }

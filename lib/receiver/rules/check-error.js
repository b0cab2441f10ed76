'use strict'

const v = require('valibot')

/** @typedef {import('../validate.js').MemberPath} MemberPath */

/** A fault that a check written as a function has found. */
class CheckError extends Error {
  /**
   * @param {string} problem What is wrong, in words that continue after the member's name.
   * @param {MemberPath} [path] From the value that is checked down to the member.
   * @param {boolean} [atName] The member's name is wrong and not its value.
   */
  constructor(problem, path = [], atName = false) {
    super(problem)
    this.path = path
    this.atName = atName
  }
}

/**
 * A schema of a function, for what schemas have no words for: names that can be anything, members that cannot be
 * combined.
 *
 * @template {v.GenericSchema} Schema
 * @template Output
 * @param {Schema} schema What the value has to be before.
 * @param {(value: v.InferOutput<Schema>) => Output} read Gives what it has become, or throws a {@link CheckError}.
 */
function readBy(schema, read) {
  const action = v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return read(/** @type {v.InferOutput<Schema>} */ (dataset.value))
    } catch (error) {
      if (!(error instanceof CheckError)) throw error
      const items = error.path.map((key) => ({
        type: 'unknown',
        origin: 'value',
        input: undefined,
        key,
        value: '',
      }))
      const [first, ...rest] = /** @type {v.UnknownPathItem[]} */ (items)
      addIssue({
        message: error.message,
        expected: error.atName ? 'never' : undefined,
        ...(first ? { path: [first, ...rest] } : {}),
      })
      return /** @type {Output} */ (/** @type {unknown} */ (NEVER))
    }
  })
  return v.pipe(schema, /** @type {v.RawTransformAction<v.InferOutput<Schema>, Output>} */ (action))
}

exports.CheckError = CheckError
exports.readBy = readBy

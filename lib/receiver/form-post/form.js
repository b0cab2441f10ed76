'use strict'

const { Refusal } = require('./answers.js')

/** The form of an upload as these services read it: what comes after the file does not count. */
class Form {
  /** @param {import('../index.js').Upload} upload */
  constructor(upload) {
    const file = upload.files.find(({ field }) => field === 'file')
    if (!file || upload.files.length > 1) {
      throw new Refusal(
        400,
        'InvalidArgument',
        'POST requires exactly one file upload per request, in the field `file`.',
      )
    }
    this.file = file
    this.fields = upload.fields.slice(0, file.part - file.index)
    this.ignored = upload.fields.slice(file.part - file.index).map(({ name }) => name)
    const key = this.value('key')
    if (!key) {
      throw new Refusal(
        400,
        'InvalidArgument',
        "Bucket POST must contain a field named 'key'. If it is specified, please check the order of the fields.",
        this.ignored.length > 0
          ? { ArgumentName: 'key', IgnoredFields: this.ignored.join(', ') }
          : { ArgumentName: 'key' },
      )
    }
    this.key = key.replaceAll('${' + 'filename}', file.filename.split(/[\\/]/).at(-1) ?? '')
  }

  /** The value of a field, whose name is in any letter case. */
  value(/** @type {string} */ name) {
    return this.fields.find((field) => field.name.toLowerCase() === name.toLowerCase())?.value
  }

  /** The value of a required field. */
  required(/** @type {string} */ name) {
    const value = this.value(name)
    if (value !== undefined) return value
    const order = this.ignored.includes(name) ? ' It comes after the file, where it does not count.' : ''
    throw new Refusal(400, 'InvalidArgument', `Bucket POST must contain a field named '${name}'.${order}`, {
      ArgumentName: name,
    })
  }
}

exports.Form = Form

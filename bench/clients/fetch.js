'use strict'

const fs = require('node:fs')
const path = require('node:path')

exports.createUpload =
  async () =>
  /** @type {import('../client.js').Upload} */
  async ({ url, path: file }) => {
    const form = new FormData()
    form.append('file', await fs.openAsBlob(file), path.basename(file))
    const response = await fetch(url, { method: 'POST', body: form })
    await response.arrayBuffer()
    if (response.status !== 200) throw new Error(`status ${response.status}`)
  }

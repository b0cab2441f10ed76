'use strict'
// The files of the page, which scripts/page.js builds from inspector/. Only the files listed here are served; the folder is
// never read.

const fs = require('node:fs/promises')
const path = require('node:path')
const { Failure } = require('../failure.js')
const { protect, send } = require('./reply.js')

const FOLDER = path.join(__dirname, 'page')

/** The page loads its own files, pictures and recordings and nothing else, and nothing may frame it. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "media-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HTML = 'text/html; charset=utf-8'
const CSS = 'text/css; charset=utf-8'
const SCRIPT = 'text/javascript; charset=utf-8'

/** @type {Map<string, string>} */
const TYPES = new Map([
  ['index.html', HTML],
  ['icon.svg', 'image/svg+xml'],
  ['page.css', CSS],
  ['page.js', SCRIPT],
  // Loaded when the rules are opened.
  ['editor.js', SCRIPT],
  ['licenses.md', 'text/plain; charset=utf-8'],
])

/** Serves a file of the page by its name; '' is the page. */
async function serveAsset(
  /** @type {import('./reply.js').Response} */ response,
  /** @type {string} */ asked,
) {
  const name = asked === '' ? 'index.html' : asked
  const type = TYPES.get(name)
  if (type === undefined)
    throw new Failure(404, 'not_found', 'The inspector has no such page.', { what: 'page' })
  const content = await fs.readFile(path.join(FOLDER, name)).catch((error) => {
    if (error.code !== 'ENOENT') throw error
    throw new Failure(
      500,
      'internal',
      'The page has not been built: run `npm run build` in the clone of uploadtask.',
    )
  })
  protect(response, PAGE_POLICY)
  // Revalidated each time, so that a new version of the package is never mixed with an old page.
  response.setHeader('Cache-Control', 'no-cache')
  send(response, 200, type, content)
}

module.exports = { PAGE_POLICY, TYPES, serveAsset }

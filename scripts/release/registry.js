'use strict'
// A registry on this machine that has the packed packages, as if they were published, and redirects requests for
// other packages to the registry that npm is set to.

const { createHash } = require('node:crypto')
const fs = require('node:fs')
const http = require('node:http')
const path = require('node:path')
const { run } = require('./run.js')

/** @typedef {import('./pack.js').Packed} Packed */

/** A registry's document about a package (the "packument"). */
function describe(/** @type {Packed} */ { name, version, file, manifest }, /** @type {string} */ origin) {
  const content = fs.readFileSync(file)
  const dist = {
    tarball: `${origin}/${name}/-/${path.basename(file)}`,
    shasum: createHash('sha1').update(content).digest('hex'),
    integrity: `sha512-${createHash('sha512').update(content).digest('base64')}`,
  }
  // Long ago: some package managers do not install a version until it has been out for a day.
  const time = '2020-01-01T00:00:00.000Z'
  return {
    ...{ _id: name, name, 'dist-tags': { latest: version } },
    versions: { [version]: { ...manifest, _id: `${name}@${version}`, dist } },
    time: { created: time, modified: time, [version]: time },
  }
}

/** Starts the registry; returns its URL, and a function that stops it. */
async function startRegistry(/** @type {Packed[]} */ packed) {
  const upstream = (await run('npm', ['config', 'get', 'registry'])).trim().replace(/\/$/, '')
  const server = http.createServer((request, response) => {
    const asked = decodeURIComponent(request.url ?? '').slice(1)
    const one = packed.find(({ name }) => asked === name || asked.startsWith(`${name}/-/`))
    if (one === undefined) {
      response.writeHead(302, { Location: `${upstream}${request.url}` }).end()
    } else if (asked === one.name) {
      response.setHeader('Content-Type', 'application/json')
      response.end(JSON.stringify(describe(one, origin)))
    } else {
      fs.createReadStream(one.file).pipe(response)
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const origin = `http://127.0.0.1:${port}`
  return {
    url: origin,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

module.exports = { startRegistry }

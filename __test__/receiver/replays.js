'use strict'
// An upload that can be sent again from the inspector, and where it can go.

const { once } = require('node:events')
const http = require('node:http')
const { startInspected } = require('../support/inspector.js')

/** @typedef {import('node:test').TestContext} TestContext */

/** A server that keeps what it is sent. */
async function startTarget(
  /** @type {TestContext} */ context,
  /** @type {(request: http.IncomingMessage, response: http.ServerResponse, body: Buffer) => void} */ answer = (
    _request,
    response,
  ) => response.end('taken'),
) {
  /** @type {Array<{ request: http.IncomingMessage, body: Buffer }>} */
  const requests = []
  const server = http.createServer(async (request, response) => {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    requests.push({ request, body })
    answer(request, response, body)
  })
  context.after(() => {
    server.close()
    server.closeAllConnections()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return { url: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, requests }
}

/** A receiver with an upload, and the call that sends it again. */
async function startWithUpload(/** @type {TestContext} */ context, /** @type {object} */ options = {}) {
  const started = await startInspected(context, options)
  const { upload: one } = await started.upload({
    path: '/photos?album=1',
    headers: {
      Cookie: 'a=b',
      Authorization: 'Bearer secret',
      'X-Device': 'Watch',
      Connection: 'X-Hop',
      'X-Hop': '1',
    },
    fields: [['first', '中文']],
    files: [
      { field: 'photo', filename: '西湖 "1".png', type: 'image/png', content: Buffer.from([0, 1, 2, 255]) },
      { field: 'empty', filename: 'empty.txt', type: 'text/plain', content: '' },
    ],
  })
  const replay = (/** @type {unknown} */ body = {}, /** @type {object} */ more = {}) =>
    started.api(`uploads/${one.id}/replay`, { method: 'POST', body: JSON.stringify(body), ...more })
  return { ...started, one, replay }
}

module.exports = { startTarget, startWithUpload }

// Calls of the inspector's API. All of them are relative to the page: whatever host and port it came from.

/**
 * @typedef {object} UploadedFile
 * @property {number} index
 * @property {string} field
 * @property {string} filename
 * @property {string} contentType
 * @property {number} size
 * @property {string} sha256
 * @property {'receiving' | 'complete' | 'failed'} state
 * @property {string} [file] Where the receiver keeps it; only told to its own machine.
 *
 * @typedef {object} Row What the list has of an upload.
 * @property {string} id
 * @property {'receiving' | 'complete' | 'failed'} state
 * @property {{ code: string, message: string, status?: number }} [error]
 * @property {string} method
 * @property {string} url Its beginning when it is long.
 * @property {number} startedAt
 * @property {number} [endedAt]
 * @property {number} receivedBytes
 * @property {number} [contentLength]
 * @property {number} bytesPerSecond
 * @property {number} fieldCount
 * @property {number} fileCount
 * @property {string} [filename] Of the first file; its beginning when it is long.
 * @property {number} size Of all files.
 * @property {{ status: number, rule?: string }} [response]
 *
 * @typedef {object} Upload
 * @property {string} id
 * @property {'receiving' | 'complete' | 'failed'} state
 * @property {{ code: string, message: string, status?: number }} [error]
 * @property {string} method
 * @property {string} url
 * @property {string} path
 * @property {string} httpVersion
 * @property {string} remoteAddress
 * @property {[string, string][]} rawHeaders
 * @property {number} startedAt
 * @property {number} [endedAt]
 * @property {number} receivedBytes
 * @property {number} [contentLength]
 * @property {number} bytesPerSecond
 * @property {{ name: string, value: string, truncated?: boolean }[]} fields
 * @property {UploadedFile[]} files
 * @property {string} [head]
 * @property {{ status: number, headers: Record<string, string | number | string[]>, rule?: string }} [response]
 */

/** An answer that is not a success, with what the API says about it. */
export class CallError extends Error {
  /** @param {number} status @param {{ code?: string, message?: string, line?: number, column?: number }} error */
  constructor(status, error) {
    super(error.message ?? `HTTP ${status}`)
    this.status = status
    this.line = error.line
    this.column = error.column
  }
}

/** @param {string} path @param {RequestInit} [options] */
async function call(path, options = {}) {
  const response = await fetch(`api/${path}`, { ...options, headers: { 'X-Uploadtask': '1' } })
  if (response.ok) return response
  const body = await response.json().catch(() => ({}))
  throw new CallError(response.status, body.error ?? {})
}

const PAGE_ROWS = 200

/**
 * The whole list, a page of it at a time.
 *
 * @param {string} [query] What is searched for.
 * @returns {Promise<Row[]>} Newest first.
 */
export async function fetchUploads(query = '') {
  /** @type {Row[]} */
  const rows = []
  for (;;) {
    const last = rows.at(-1)
    const parameters = new URLSearchParams({
      limit: String(PAGE_ROWS),
      ...(query === '' ? {} : { q: query }),
      ...(last === undefined ? {} : { before: last.id }),
    })
    const page = await (await call(`uploads?${parameters}`)).json()
    rows.push(...page)
    if (page.length < PAGE_ROWS) return rows
  }
}

/** @param {string} id @returns {Promise<Upload>} */
export async function fetchUpload(id) {
  return (await call(`uploads/${encodeURIComponent(id)}`)).json()
}

/** @param {string} id */
export async function deleteUpload(id) {
  await call(`uploads/${encodeURIComponent(id)}`, { method: 'DELETE' })
}

export async function clearUploads() {
  await call('uploads', { method: 'DELETE' })
}

/**
 * Where something of a file is: '' is the download.
 *
 * @param {string} id
 * @param {number} index
 * @param {'' | 'preview' | 'text' | 'hex' | 'kind'} view
 */
export function filePath(id, index, view = '') {
  return `uploads/${encodeURIComponent(id)}/files/${index}${view === '' ? '' : `/${view}`}`
}

/** @param {string} path @returns {Promise<{ picture: string | null, charset: string | null }>} */
export async function fetchKind(path) {
  return (await call(path)).json()
}

/** @param {string} path */
export async function fetchText(path) {
  return (await call(path)).text()
}

/** @returns {Promise<{ uploadPath: string }>} Where the receiver takes uploads. */
export async function fetchInfo() {
  return (await call('info')).json()
}

/** @returns {Promise<{ id: string, name?: string, match?: object }[]>} */
export async function fetchRules() {
  return (await call('rules')).json()
}

/** The rules as they were written. */
export function fetchRulesText() {
  return fetchText('rules?as=text')
}

/** @param {string} text */
export async function saveRules(text) {
  await call('rules', { method: 'PUT', body: text })
}

/** @param {string} id */
export async function deleteRule(id) {
  await call(`rules/${encodeURIComponent(id)}`, { method: 'DELETE' })
}

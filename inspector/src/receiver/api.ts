// Calls of the inspector's API. All of them are relative to the page: whatever host and port it came from.

import type { Problem, ReplayAnswer, Row, Rule, RuleHits, Upload } from './types.ts'

/** An answer that is not a success, with what the API says about it. */
export class CallError extends Error {
  readonly status: number
  readonly problem: Partial<Problem> & { line?: number; column?: number }

  constructor(status: number, problem: CallError['problem']) {
    super(problem.message ?? `HTTP ${status}`)
    this.status = status
    this.problem = problem
  }
}

async function call(path: string, options: RequestInit = {}) {
  const headers = { 'X-Uploadtask': '1', ...options.headers }
  const response = await fetch(`api/${path}`, { ...options, headers })
  if (response.ok) return response
  const body = await response.json().catch(() => ({}))
  throw new CallError(response.status, body.error ?? {})
}

async function send(method: string, path: string, value: unknown, options: RequestInit = {}) {
  const headers = { 'Content-Type': 'application/json' }
  return call(path, { ...options, method, headers, body: JSON.stringify(value) })
}

/** The path of an upload, or of something of it. */
export function uploadPath(id: string, rest = '') {
  return `uploads/${encodeURIComponent(id)}${rest === '' ? '' : `/${rest}`}`
}

const PAGE_ROWS = 200

/** The whole list, a page of it at a time, newest first; `query` is searched for. */
export async function fetchUploads(query = '') {
  const rows: Row[] = []
  for (;;) {
    const parameters = new URLSearchParams({ limit: String(PAGE_ROWS) })
    if (query !== '') parameters.set('q', query)
    const last = rows.at(-1)
    if (last !== undefined) parameters.set('before', last.id)
    const page: Row[] = await (await call(`uploads?${parameters}`)).json()
    rows.push(...page)
    if (page.length < PAGE_ROWS) return rows
  }
}

export async function fetchUpload(id: string): Promise<Upload> {
  return (await call(uploadPath(id))).json()
}

/** `leaving`: the page is being closed; the call still goes out. */
export async function deleteUpload(id: string, { leaving = false } = {}) {
  await call(uploadPath(id), { method: 'DELETE', keepalive: leaving })
}

/** Keeps a pin or a note. */
export async function patchUpload(id: string, changes: { pinned?: boolean; note?: string }) {
  await send('PATCH', uploadPath(id), changes)
}

/** Breaks off an upload that is not answered yet; it stays, as failed. */
export async function endUpload(id: string) {
  await send('POST', uploadPath(id, 'end'), {})
}

export async function replayUpload(id: string, edited: unknown, signal: AbortSignal): Promise<ReplayAnswer> {
  return (await send('POST', uploadPath(id, 'replay'), edited, { signal })).json()
}

export async function clearUploads() {
  await call('uploads', { method: 'DELETE' })
}

/** Where something of a file is: '' is the download. */
export function filePath(id: string, index: number, view = '') {
  return uploadPath(id, `files/${index}${view === '' ? '' : `/${view}`}`)
}

export async function fetchJson<Value>(path: string): Promise<Value> {
  return (await call(path)).json()
}

export async function fetchText(path: string) {
  return (await call(path)).text()
}

/** Where the receiver takes uploads, and what it allows. */
export interface Info {
  uploadPath: string
  replay?: boolean
}

export function fetchInfo() {
  return fetchJson<Info>('info')
}

export function fetchRules() {
  return fetchJson<Rule[]>('rules')
}

/** The rules as they were written. */
export function fetchRulesText() {
  return fetchText('rules?as=text')
}

export async function saveRules(text: string) {
  await call('rules', { method: 'PUT', body: text })
}

export async function addRule(rule: unknown) {
  await send('POST', 'rules', rule)
}

export async function switchRule(id: string, enabled: boolean) {
  await send('PATCH', `rules/${encodeURIComponent(id)}`, { enabled })
}

/** All ids in their new order. */
export async function orderRules(ids: string[]) {
  await send('PUT', 'rules/order', ids)
}

/** How many uploads each rule was for. */
export function fetchHits() {
  return fetchJson<RuleHits>('rules/hits')
}

export async function deleteRule(id: string) {
  await call(`rules/${encodeURIComponent(id)}`, { method: 'DELETE' })
}

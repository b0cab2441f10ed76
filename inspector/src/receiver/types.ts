// What the inspector's API gives: docs/inspector.md describes it. What an older receiver leaves out is optional.

export type State = 'receiving' | 'complete' | 'failed'

/** Why something failed; `details` are the values of its text. */
export interface Problem {
  code: string
  message: string
  status?: number
  details?: Record<string, string | number>
}

/** What the list has of an upload. */
export interface Row {
  id: string
  state: State
  error?: Problem
  method: string
  /** Its beginning when it is long. */
  url: string
  /** Percent-decoded, without the query. */
  path?: string
  startedAt: number
  endedAt?: number
  receivedBytes: number
  contentLength?: number
  bytesPerSecond: number
  fieldCount: number
  fileCount: number
  /** Of the first file; its beginning when it is long. */
  filename?: string
  /** The Content-Type of the first file. */
  contentType?: string
  /** Of all files. */
  size: number
  response?: { status: number; rule?: string }
  pinned?: boolean
  note?: string
  /** The upload that this one repeats. */
  replayOf?: string
}

export interface UploadedFile {
  index: number
  field: string
  filename: string
  contentType: string
  size: number
  sha256: string
  state: State
  /** Where the receiver keeps it; only told to its own machine. */
  file?: string
}

export interface Field {
  name: string
  value: string
  truncated?: boolean
}

export type HeaderValue = string | number | string[]

/** An upload, whole. */
export interface Upload extends Omit<Row, 'response' | 'path'> {
  path: string
  httpVersion: string
  remoteAddress: string
  rawHeaders: [name: string, value: string][]
  fields: Field[]
  files: UploadedFile[]
  /** The multipart body without its contents. */
  head?: string
  response?: { status: number; headers: Record<string, HeaderValue>; rule?: string }
  /** How many bytes the answer's body had, and how many of them are kept. */
  responseBody?: { size: number; kept: number }
  timing?: Timing
  fault?: Fault
  replays?: Replayed[]
}

/** When things happened, in milliseconds since the head of the request had come. */
export interface Timing {
  firstByte?: number
  lastByte?: number
  ended?: number
  answerStarted?: number
  answerBody?: number
  answerEnded?: number
  brokenOff?: number
  delay?: { milliseconds: number; rule?: string }
  bodyDelay?: { milliseconds: number; rule?: string }
  throttle?: { bytesPerSecond: number; rule?: string }
  samples?: [milliseconds: number, receivedBytes: number][]
}

/** Where a failed upload went wrong; bytes are in base64. */
export interface Fault {
  offset: number
  place?: string
  part?: number
  from: number
  bytes: string
  beginning?: string
}

/** One time that an upload was sent again from here. */
export interface Replayed {
  at: number
  url: string
  method: string
  status?: number
  upload?: string
  error?: Problem
}

/** What a replay was answered. */
export interface ReplayAnswer {
  status: number
  statusMessage?: string
  headers: [name: string, value: string][]
  body?: { size: number; kept: number; charset?: string | null; text?: string; base64?: string }
  upload?: string
  leftOut?: string[]
  timing?: { answerStarted?: number; answerEnded?: number }
}

/** What is in a file, by its own bytes. */
export interface Kind {
  picture?: string | null
  media?: string | null
  charset?: string | null
  width?: number | null
  height?: number | null
  exif?: { orientation?: number; gps?: boolean; make?: string; model?: string; taken?: string } | null
}

export interface Rule {
  id: string
  name?: string
  enabled?: boolean
  match?: Record<string, unknown>
  [member: string]: unknown
}

/** How many uploads a rule was for, and how many of them its `times` and `nth` left. */
export type RuleHits = Record<string, { matched: number; applied: number }>

// What is known of an upload; `index.d.ts` exports it.

import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'

/** One request that uploads. The object is live: it changes until `state` is no longer `'receiving'`. */
export interface Upload {
  /** Unique; 16 hexadecimal digits. */
  readonly id: string
  /** `'complete'`: the whole body was received, and all its files are on the disk. */
  readonly state: 'receiving' | 'complete' | 'failed'
  /** Why it failed; undefined otherwise. */
  readonly error?: UploadError | undefined
  /** The request's method. */
  readonly method: string
  /** The path and query, as they were sent; the whole URL of an upload that was intercepted. */
  readonly url: string
  /** The path without the query, as it was sent. */
  readonly path: string
  /** `1.1`. */
  readonly httpVersion: string
  /** The client's address; `''` when the connection was already gone. */
  readonly remoteAddress: string
  /** The request's headers as Node.js gives them: names in lower case. */
  readonly headers: IncomingHttpHeaders
  /** The request's headers as they came: order, letter case and duplicates. */
  readonly rawHeaders: Array<[name: string, value: string]>
  /** When the request's head was there, in milliseconds since 1970. */
  readonly startedAt: number
  /** When the upload ended, in milliseconds since 1970; undefined until then. */
  readonly endedAt?: number | undefined
  /** How many bytes of the request's body have been read. */
  readonly receivedBytes: number
  /** How many bytes were announced; undefined for a chunked body. */
  readonly contentLength?: number | undefined
  /** The average since `startedAt`, or until the end. */
  readonly bytesPerSecond: number
  /** In the order of arrival, with duplicates. */
  readonly fields: readonly UploadField[]
  /** In the order of arrival, with duplicates. */
  readonly files: readonly UploadFile[]
  /**
   * The raw text of the multipart heads: each part's delimiter and headers, up to the closing delimiter, with the
   * parts' bodies left out. One character for each byte (latin1), so names that are not ASCII look garbled. At most
   * 64 KiB.
   */
  readonly head: string
  /** If this is a replay by the inspector: the id of the original upload. */
  readonly replayOf?: string | undefined
  /** The answer; undefined until then, and if the connection was closed without one. */
  readonly response?: UploadResponse | undefined
  /** A plain copy of everything but the files' paths. */
  toJSON(): UploadJson
}

/** What {@link Upload.toJSON} gives. */
export type UploadJson = Omit<Upload, 'toJSON' | 'files'> & {
  files: Array<Omit<UploadFile, 'file' | 'bytes' | 'text' | 'json' | 'stream'>>
}

/** Why an upload failed. */
export interface UploadError {
  /**
   * For programs. `aborted`: the connection was closed before the end; `malformed`: the body is not a whole multipart
   * body; `no_boundary`, `bad_boundary`, `not_multipart`, `compressed`, `transfer_encoding`: the head says so;
   * `too_large`, `too_many_fields`, `too_many_files`, `field_too_large`, `fields_too_large`, `name_too_large`,
   * `head_too_large`: a limit; `timeout`: nothing has come for `idleTimeout`; `disk_full`, `not_stored`: a file could
   * not be written; `already_read`: something before the middleware has read the body; `not_read`, `dropped`, `reset`:
   * a rule did it; `rule_failed`: a function of a rule failed; `backend_failed`, `loop`: the backend of a rule cannot
   * be reached, or is this receiver; `internal`: a defect.
   */
  code: string
  /** For people. */
  message: string
  /** The status of the answer; undefined if nobody was left to answer, or a rule did it. */
  status?: number | undefined
}

/** A form field: a part without a file name. */
export interface UploadField {
  /** Decoded like a file's name. */
  name: string
  /** The whole value, read as UTF-8 unless the part names another charset; `''` while it is coming in. */
  value: string
}

/** A file of an upload: a part with a file name, or one of type `application/octet-stream`. */
export interface UploadFile {
  /** Its place among the files of the upload, from 0. */
  index: number
  /** Its place among all parts of the upload, fields included, from 0. */
  part: number
  /** The form field's name, decoded like the file's. */
  field: string
  /**
   * The file's name as the client sent it, folders and all: never use it as a path. Read as UTF-8; only `%22`, `%0D` and
   * `%0A` are decoded, which is how forms write quotes and line ends (WHATWG HTML). A backslash is a backslash, except that
   * the `\"` of old clients is read as a quote. `''` if there is none.
   */
  filename: string
  /** The part's Content-Type as it was sent, with its parameters; `text/plain` when there is none (RFC 7578). */
  contentType: string
  /** Bytes received so far. */
  size: number
  /** Hexadecimal; `''` until the file is complete. */
  sha256: string
  /** `'complete'`: the whole file is on the disk. The files of a failed upload are removed and `'failed'`. */
  state: 'receiving' | 'complete' | 'failed'
  /** Where its bytes are; nothing is there unless `state` is `'complete'`. */
  file: string
  /** Its content. Rejects, as do `text` and `json`, unless `state` is `'complete'`. */
  bytes(): Promise<Buffer>
  /** Its content, read as UTF-8. */
  text(): Promise<string>
  /** Its content, read as JSON. */
  json(): Promise<unknown>
  /** Its content, as it is read from the disk. Throws unless `state` is `'complete'`. */
  stream(): Readable
}

/** An answer that was given. */
export interface UploadResponse {
  /** The status code. */
  status: number
  /** The headers that were set, with names in lower case. */
  headers: OutgoingHttpHeaders
  /** The `id` of the rule that answered; undefined for the default answers. */
  rule?: string | undefined
}

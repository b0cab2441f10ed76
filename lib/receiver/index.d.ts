/**
 * `uploadtask/receiver`: the other end of an upload, for tests and dev servers. It takes every multipart upload,
 * shows what arrived, and misbehaves on request.
 *
 * It is for development, not for production. By default it is safe on your machine: it listens on loopback only, checks
 * the Host header, and never serves an upload in a way that lets it run.
 *
 * @packageDocumentation
 */
import type { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { cosPost, type FormPostOptions, ossPost, s3Post } from './form-post.js'
import type { Listening, ListeningUrl, ListenOptions } from './listening.js'
import type {
  JsonValue,
  Rule,
  RuleAnswer,
  RuleCommon,
  RuleCount,
  RuleEnd,
  RuleError,
  RuleFault,
  RuleMatch,
  RuleMethod,
  RuleRedirect,
  RuleResult,
  RuleStatus,
} from './rules.js'
import type { Upload, UploadError, UploadField, UploadFile, UploadJson, UploadResponse } from './upload.js'

/** The module itself: `require('uploadtask/receiver').default === require('uploadtask/receiver')`. */
declare namespace receiver {
  export {
    AwaitOptions,
    checkOptions,
    cosPost,
    createReceiver,
    FormPostOptions,
    Interception,
    JsonValue,
    Listening,
    ListeningUrl,
    ListenOptions,
    Middleware,
    ossPost,
    parseRules,
    passthrough,
    Receiver,
    ReceiverEvents,
    ReceiverOptions,
    Rule,
    RuleAnswer,
    RuleCommon,
    RuleCount,
    RuleEnd,
    RuleError,
    RuleFault,
    RuleHits,
    RuleMatch,
    RuleMethod,
    RuleRedirect,
    RuleResult,
    RuleStatus,
    Rules,
    receiver as default,
    s3Post,
    Upload,
    UploadError,
    UploadField,
    UploadFile,
    UploadJson,
    UploadMatch,
    UploadResponse,
  }
}

export { cosPost, type FormPostOptions, ossPost, s3Post } from './form-post.js'
export type { Listening, ListeningUrl, ListenOptions } from './listening.js'
export type {
  JsonValue,
  Rule,
  RuleAnswer,
  RuleCommon,
  RuleCount,
  RuleEnd,
  RuleError,
  RuleFault,
  RuleMatch,
  RuleMethod,
  RuleRedirect,
  RuleResult,
  RuleStatus,
} from './rules.js'
export type { Upload, UploadError, UploadField, UploadFile, UploadJson, UploadResponse } from './upload.js'
export { receiver as default }

/**
 * Makes a receiver: a middleware for a dev server, a server of its own with {@link Receiver.listen}, or both.
 *
 * A receiver does not keep the process alive unless it listens. Unless they are kept, its files are removed by
 * {@link Receiver.close} and when the process ends: normally, by `process.exit` or by a signal such as Ctrl-C.
 *
 * @param options Read once; never changed.
 * @throws {TypeError} naming the option, when one is unknown or wrong: `createReceiver: maxFields should be a
 *   whole number, 1 or more, or Infinity, instead of 0`; naming the rule and its member, when a rule is wrong: `rules[2].match.nth …`.
 * @throws {Error} with the system's `code`, when `directory` cannot be written.
 *
 * @example
 * const receiver = createReceiver()
 * const { url } = await receiver.listen()
 * wx.uploadFile({ url: `${url}/upload`, filePath: './photo.jpg', name: 'file' })
 * const upload = await receiver.next()
 * assert.equal(upload.files[0].filename, 'photo.jpg')
 * await receiver.close()
 */
export function createReceiver(options?: ReceiverOptions | undefined): Receiver

/**
 * Checks options and their rules as {@link createReceiver} does, without making a receiver: for plugins that read their
 * options before a server starts.
 *
 * @param options What to check.
 * @param caller The beginning of error messages. Default `createReceiver`.
 * @returns The same options.
 */
export function checkOptions(options: unknown, caller?: string): ReceiverOptions | undefined

/**
 * Reads rules from the text of a JSON file; comments and trailing commas are allowed.
 *
 * @param text A JSON array of rules.
 * @param source Where the text is from, such as a path; error messages name it.
 * @throws {RuleError} naming the place: `rules.json:12:5: …`.
 */
export function parseRules(text: string, source?: string): Rule[]

/**
 * A rule that passes uploads on to a real backend, as data has it in `passthrough`.
 *
 * @param url An origin gets the upload's own path; any other URL is used as it is.
 * @param rule The rule's other members.
 *
 * @example
 * createReceiver({ rules: [passthrough('https://api.example.com', { match: { path: '/api/**' } })] })
 */
export function passthrough(url: string | URL, rule?: RuleCommon & RuleCount): Rule

/** What {@link createReceiver} takes. An option that is `undefined` counts as absent. */
export interface ReceiverOptions {
  /**
   * The folder for the files: each upload has a folder `<time>-<id>` in it, with its files under their names, as far as
   * file systems take them (an incomplete one ends in `.part`). It is created if missing, and stays when the receiver
   * closes. Default: a new folder in the system's temporary one, created with the first file, and removed by
   * {@link Receiver.close} and when the process exits.
   */
  directory?: string | undefined
  /**
   * Whether complete uploads stay when the receiver closes or the process exits, with an `upload.json` each; a receiver
   * with the same `directory` lists them again. Uploads beyond the limits are removed either way. Default: true if
   * `directory` is given, or else false.
   */
  keep?: boolean | undefined
  /** The largest request body, in bytes; a larger one gets 413. Default 2 GiB. */
  maxUploadBytes?: number | undefined
  /**
   * The most bytes of all files together; the oldest uploads that have ended are removed to make room. If that is not
   * enough, an upload gets 413. Default 4 GiB.
   */
  maxTotalBytes?: number | undefined
  /** The most uploads listed, complete and failed; beyond it, the oldest that has ended is removed. Default 1000. */
  maxUploads?: number | undefined
  /** The most fields per upload, and the most files; more get 413. Default 1000. */
  maxFields?: number | undefined
  /**
   * The largest value of a field, in bytes; all values together may be 16 times as large. More gets 413. Fields and names
   * are in memory; beyond 64 MiB of them the oldest uploads are removed. Default 1 MiB.
   */
  maxFieldBytes?: number | undefined
  /**
   * The longest field name, file name and Content-Type of a part, in bytes of UTF-8: 1 to 16,383. More gets 413.
   * Default 4096.
   */
  maxNameBytes?: number | undefined
  /**
   * How long an upload may wait for the next byte of its body, in milliseconds; then it fails with 408. Time in which the
   * receiver itself does not read, because of a rule or the disk, does not count. `Infinity` is no limit.
   * Default 120,000.
   */
  idleTimeout?: number | undefined
  /** What the receiver does instead of just taking an upload. Default: none. See `docs/reference/rules.md`. */
  rules?: Rule[] | undefined
  /**
   * More host names to answer to, without ports: `dev.example.com`; `.example.com` for that and all names below it; `*` for
   * any, which opens the inspector to DNS rebinding. Always allowed: `localhost`, names below `.localhost`, and addresses
   * (`127.0.0.1`, `[::1]`, `192.168.1.5`), which no name server can redirect. Any other name in the Host header gets 421,
   * for uploads and for the inspector. Default `[]`.
   */
  hosts?: string[] | undefined
  /**
   * Whether pages of other origins may upload and read the answer (CORS, with any header and with cookies); if not, their
   * uploads get 403. The inspector never has CORS. A middleware answers preflight requests only with `path`. Default true.
   */
  cors?: boolean | undefined
  /** Whether the inspector is served at `/__uploadtask/`. Default true. */
  inspector?: boolean | undefined
  /**
   * Whether callers on other machines may have the inspector send uploads again ("replay"), to wherever this machine can
   * reach. Callers on this machine always may. Default false.
   */
  allowReplay?: boolean | undefined
  /**
   * What happens to this thread's uploads that nobody intercepts, once this receiver {@link Receiver.intercept
   * intercepts} some: `'error'` fails them as if there were no connection, with the URL in the message; `'warn'` warns and
   * lets them through to the network; `'bypass'` lets them through. Of several receivers, the strictest counts. Uploads to
   * this machine (`localhost`, `127.0.0.1`) are always let through. Default `'warn'`.
   */
  onUnhandledRequest?: 'error' | 'warn' | 'bypass' | undefined
  /**
   * For the middleware: only requests at this path and below are uploads. Default: every POST, PUT and PATCH of
   * `multipart/form-data`.
   */
  path?: string | undefined
}

/** A request handler as Connect, Express, Vite and webpack-dev-server take it. */
export type Middleware = (
  request: IncomingMessage & { originalUrl?: string },
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

/** What a receiver tells: `receiver.on('end', (upload) => …)`. */
export interface ReceiverEvents {
  /** An upload has begun: the head of its request arrived. */
  start: [upload: Upload]
  /** More of the body arrived; at most once in 100 ms per upload. */
  progress: [upload: Upload]
  /** Fields or files became known; their values and sizes come later. */
  head: [upload: Upload]
  /** An upload has ended: `state` is `'complete'` or `'failed'`. Its answer comes next. */
  end: [upload: Upload]
  /** The upload was answered, and has a `response`. Not if the connection was closed without an answer. */
  answer: [upload: Upload]
  /** The connection was closed without an answer, by the client, a rule or the receiver. Comes after `end`, in place of `answer`. */
  unanswered: [upload: Upload]
  /** An upload was evicted, or removed by {@link Receiver.remove}. */
  remove: [id: string]
  /** {@link Receiver.clear} has removed all uploads that had ended. */
  clear: []
  /** The rules were changed. */
  rules: []
}

/** A receiver of uploads. A listener that throws does not harm the upload; its error is an `uncaughtException` of the process. */
export interface Receiver extends EventEmitter<ReceiverEvents> {
  /**
   * Takes uploads, serves the inspector at `/__uploadtask/`, and passes all other requests to `next`. It needs no `this`,
   * and uses `originalUrl` where there is one, so a mount path counts. Put it before body parsers.
   *
   * @example
   * app.use(receiver.middleware)
   */
  readonly middleware: Middleware
  /** The folder with the files. */
  readonly directory: string
  /** All listed uploads, in every state, the newest last. A new array each time, of live objects. */
  readonly uploads: Upload[]
  /** What the receiver does instead of taking an upload. */
  readonly rules: Rules
  /** The upload with this id, or undefined. */
  get(id: string): Upload | undefined
  /**
   * The oldest upload that has ended and was not handed out yet, or else the next one that ends. Each is handed out once,
   * in the order in which they ended, so it does not matter whether the upload or this call comes first. Uploads that do
   * not match stay for later calls; removed ones are not handed out.
   *
   * @param match Which uploads, as in a rule; default: every one.
   * @returns Rejects after the timeout with an Error that has the code `ERR_NO_UPLOAD`, and says what did arrive and which
   *   part of the match it missed; with the signal's reason if that is aborted; with an Error if the receiver is closed or
   *   reset; and with a TypeError that names the member if the match or an option is wrong.
   */
  next(match?: UploadMatch | undefined, options?: AwaitOptions | undefined): Promise<Upload>
  /** The next `count` uploads, as with {@link next}; all of them are handed out, or none. `timeout` is for all together. */
  waitFor(
    count: number,
    match?: UploadMatch | undefined,
    options?: AwaitOptions | undefined,
  ): Promise<Upload[]>
  /**
   * Resolves if no upload begins in this time; rejects as soon as one does, and at once if one is in progress or was not
   * handed out yet.
   *
   * @param milliseconds Default 0: only looks at what is already here.
   */
  expectNone(milliseconds?: number | undefined): Promise<void>
  /**
   * Makes the receiver as new, for the next test: breaks off uploads in progress, removes all uploads and their files,
   * restores the rules that it was created with, and rejects what waits in {@link next}.
   */
  reset(): Promise<void>
  /** Removes an upload and its files; one in progress is broken off, and fails as `aborted`. False if there is none. */
  remove(id: string): Promise<boolean>
  /** Removes all uploads that have ended, and their files, even kept ones. */
  clear(): Promise<void>
  /**
   * Starts a server that takes uploads at every path. Once per receiver.
   *
   * @throws {Error} with the system's `code` and a message that says what to do, when the address is in use
   *   (`EADDRINUSE`), not allowed (`EACCES`), or not one of this machine (`EADDRNOTAVAIL`, `ENOTFOUND`).
   */
  listen(options?: ListenOptions): Promise<Listening>
  /**
   * Makes this thread's uploads to a server come here instead, whichever API starts them, without DNS, TLS or proxy. Their
   * `url` is the whole URL, and Host, domain limits, credentials and redirects go by it; a redirect is treated like any other
   * request. Needs no {@link listen}. Of several interceptions that match an upload, the newest gets it; uploads keep to the
   * interceptions at the moment of their call.
   *
   * @param target An origin (`https://api.example.com`); a URL whose path is a pattern as in a rule
   *   (`https://api.example.com/files/**`); or a function that gets each URL, without credentials,
   *   and says whether to take it.
   * @throws {TypeError} when the target is none of these.
   *
   * @example
   * const receiver = createReceiver({ onUnhandledRequest: 'error' })
   * receiver.intercept('https://api.example.com')
   * wx.uploadFile({ url: 'https://api.example.com/photos', filePath: './photo.jpg', name: 'file' })
   * const { url, files } = await receiver.next()
   */
  intercept(target: string | URL | ((url: URL) => boolean | Promise<boolean>)): Interception
  /**
   * Ends everything: closes the server and its connections, breaks off uploads in progress (they fail as `aborted`), and
   * removes the files unless they are kept. From then on the middleware passes everything to `next`. Can be called again.
   */
  close(): Promise<void>
  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}

/** What {@link Receiver.intercept} gives. */
export interface Interception {
  /** Ends it. Uploads that were already called still come here, until the receiver closes. Needs no `this`. */
  dispose(): void
  /** {@link dispose}, for `using`. */
  [Symbol.dispose](): void
}

/** Changes take effect with the next request. A wrong rule is a {@link RuleError}, and changes nothing. */
export interface Rules {
  /** Copies of all rules, in their order, each with an `id`. */
  list(): Rule[]
  /** Replaces all rules; `nth` starts again. */
  set(rules: Rule[]): void
  /** Adds a rule after the others; returns it with its `id`. */
  add(rule: Rule): Rule
  /** Turns a rule on or off; its count stays. False if there is no rule with this id. */
  enable(id: string, enabled: boolean): boolean
  /**
   * Puts the rules into another order; their counts stay.
   *
   * @param ids The ids of all rules, each once; anything else is a TypeError.
   */
  order(ids: string[]): void
  /** What the rules have done so far, by id. */
  hits(): Record<string, RuleHits>
  /** Removes a rule. False if there is none with this id. */
  remove(id: string): boolean
  /** Removes all rules. */
  clear(): void
}

/** What a rule has done since it was set. */
export interface RuleHits {
  /** How many uploads its `match` took. */
  matched: number
  /** To how many of them `times` and `nth` let it apply. Another rule may have ended them. */
  applied: number
}

/** Which uploads {@link Receiver.next} gives: anything that a rule's `match` can be. */
export type UploadMatch = RuleMatch | ((upload: Upload) => boolean)

/** How {@link Receiver.next} waits. */
export interface AwaitOptions {
  /** Milliseconds; `Infinity` waits for ever, 0 not at all. Default 5000. */
  timeout?: number | undefined
  /** Stops waiting, with its reason. */
  signal?: AbortSignal | undefined
  /** `'failed'` means refused, aborted or broken by a rule. Default `'complete'`. */
  state?: 'complete' | 'failed' | 'any' | undefined
}

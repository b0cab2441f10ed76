/**
 * `uploadtask/receiver`: the other end of an upload, for tests and dev servers. It takes every multipart upload,
 * shows what arrived, and misbehaves on request.
 *
 * It is for development: safe by default on the developer's machine (loopback only, Host header checked, nothing that
 * was uploaded is ever served in a way that lets it run), and is not a server for production.
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
 * A receiver does not keep the process alive unless it listens. Its files are removed by {@link Receiver.close} and
 * when the process ends, by itself, by `process.exit` or by a signal such as that of Ctrl-C, unless they are kept.
 *
 * @param options Read once; never changed.
 * @throws {TypeError} naming the option, when one is unknown or wrong: `createReceiver: maxFields should be a
 *   whole number, 1 or more, or Infinity, instead of 0`; naming the rule and its member, when a rule is wrong: `rules[2].match.nth …`.
 * @throws {Error} with the system's `code`, when files cannot be kept in `directory`.
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
 * Checks options, and the rules in them, as {@link createReceiver} does, without making a receiver: for plugins, which
 * read their options before a server starts.
 *
 * @param options What is to be checked.
 * @param caller The beginning of error messages. Default `createReceiver`.
 * @returns The same options.
 */
export function checkOptions(options: unknown, caller?: string): ReceiverOptions | undefined

/**
 * Reads rules from the text of a JSON file; comments and trailing commas are allowed.
 *
 * @param text A JSON array of rules.
 * @param source Where the text is from: a path for the messages of errors.
 * @throws {RuleError} naming the place: `rules.json:12:5: …`.
 */
export function parseRules(text: string, source?: string): Rule[]

/**
 * A rule that passes uploads on to a real backend, as data has it in `passthrough`.
 *
 * @param url An origin is asked for the upload's own path; any other URL as it is.
 * @param rule What else the rule has.
 *
 * @example
 * createReceiver({ rules: [passthrough('https://api.example.com', { match: { path: '/api/**' } })] })
 */
export function passthrough(url: string | URL, rule?: RuleCommon & RuleCount): Rule

/** What {@link createReceiver} takes. An option that is `undefined` counts as absent. */
export interface ReceiverOptions {
  /**
   * The folder in which files are kept: each upload has a folder `<time>-<id>` in it, with its files under their names
   * as far as file systems take them (an incomplete one ends in `.part`). It is made when it is missing, and stays when
   * the receiver closes. Default: a new folder in the system's temporary one, made with the first file, and removed by
   * {@link Receiver.close} and when the process exits.
   */
  directory?: string | undefined
  /**
   * Whether whole uploads stay when the receiver closes and the process exits, with an `upload.json` each; a receiver
   * with the same `directory` lists them again. The limits count either way: what is evicted is removed. Default: true when `directory` is given, else false.
   */
  keep?: boolean | undefined
  /** The largest body of a request, in bytes; a larger one is answered with 413. Default 2 GiB. */
  maxUploadBytes?: number | undefined
  /**
   * The most bytes of all files together; the oldest uploads that have ended are removed to make room. An upload for
   * which there is no room even so is answered with 413. Default 4 GiB.
   */
  maxTotalBytes?: number | undefined
  /** The most uploads that are listed, whole and failed; the oldest one that has ended is removed. Default 1000. */
  maxUploads?: number | undefined
  /** The most fields in an upload, and the most files; more are answered with 413. Default 1000. */
  maxFields?: number | undefined
  /**
   * The largest value of a field, in bytes; all values together can be 16 times as large. More is answered with 413.
   * Fields and names are kept in memory; beyond 64 MiB of them the oldest uploads are removed. Default 1 MiB.
   */
  maxFieldBytes?: number | undefined
  /**
   * The largest name of a field, name of a file and Content-Type of a part, in bytes of UTF-8: 1 to 16,383. More is
   * answered with 413. Default 4096.
   */
  maxNameBytes?: number | undefined
  /**
   * How long an upload may wait for the next byte of its body, in milliseconds; then it fails with 408. The time in
   * which the receiver itself does not read, by a rule or for the disk, does not count. `Infinity` is no limit.
   * Default 120,000.
   */
  idleTimeout?: number | undefined
  /** What the receiver does instead of taking an upload. Default: none. See `docs/reference/rules.md`. */
  rules?: Rule[] | undefined
  /**
   * Further host names under which the receiver may be addressed, without ports: `dev.example.com`; `.example.com`
   * for it and all names below it; `*` for any, which leaves the inspector open to DNS rebinding. Always allowed:
   * `localhost`, names below `.localhost`, and addresses (`127.0.0.1`, `[::1]`, `192.168.1.5`), which no name server
   * can be made to point elsewhere. Any other name in the Host header is answered with 421, for uploads as for the
   * inspector. Default `[]`.
   */
  hosts?: string[] | undefined
  /**
   * Whether pages of other origins may upload and read the answer (CORS, with any header, and with cookies); otherwise
   * their uploads get 403. Never for the inspector. A middleware answers preflight requests only with `path`. Default true.
   */
  cors?: boolean | undefined
  /** Whether the inspector is served at `/__uploadtask/`. Default true. */
  inspector?: boolean | undefined
  /**
   * Whether the inspector sends uploads again ("replay") for callers on other machines too: they have this machine send
   * requests to wherever it can reach. Callers on this machine always may. Default false.
   */
  allowReplay?: boolean | undefined
  /**
   * What becomes of uploads of this thread that nobody intercepts, while this receiver {@link Receiver.intercept
   * intercepts} some: `'error'` fails them as if there was no connection, with the URL in the message; `'warn'` warns and
   * lets them go to the network; `'bypass'` lets them go. Of several receivers the strictest counts. Uploads to this
   * machine (`localhost`, `127.0.0.1`) always go. Default `'warn'`.
   */
  onUnhandledRequest?: 'error' | 'warn' | 'bypass' | undefined
  /**
   * For the middleware: only requests for this path, and paths below it, are uploads. Default: every POST, PUT and
   * PATCH of `multipart/form-data`.
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
  /** An upload has begun: its request's head is there. */
  start: [upload: Upload]
  /** More of the body has come; at most once in 100 ms for an upload. */
  progress: [upload: Upload]
  /** Fields or files became known; a field's value and a file's size are still to come. */
  head: [upload: Upload]
  /** An upload has ended: `state` is `'complete'` or `'failed'`. Its answer comes next. */
  end: [upload: Upload]
  /** An answer was given: `response` is there. Not when the connection was closed without one. */
  answer: [upload: Upload]
  /** An upload was evicted, or removed by {@link Receiver.remove}. */
  remove: [id: string]
  /** {@link Receiver.clear} has removed all uploads that had ended. */
  clear: []
  /** The rules were changed. */
  rules: []
}

/** A receiver of uploads. A listener that throws does not harm the upload: its error is thrown by the process. */
export interface Receiver extends EventEmitter<ReceiverEvents> {
  /**
   * Takes uploads, serves the inspector at `/__uploadtask/`, and leaves all other requests to `next`. Needs no
   * `this`. It looks at `originalUrl` where there is one, so a mount path counts. Put it before body parsers.
   *
   * @example
   * app.use(receiver.middleware)
   */
  readonly middleware: Middleware
  /** The folder in which the files are. */
  readonly directory: string
  /** All uploads that are kept, in every state; the newest is last. A new array each time, of live objects. */
  readonly uploads: Upload[]
  /** What the receiver does instead of taking an upload. */
  readonly rules: Rules
  /** An upload by its id; undefined when there is none, or no longer. */
  get(id: string): Upload | undefined
  /**
   * The next upload that ends, or the oldest one that has ended already and was not handed out: each is handed out
   * once, in the order in which they ended, so it does not matter whether the upload or this call is first. Uploads
   * that do not match stay for later calls; uploads that were removed are no longer handed out.
   *
   * @param match Which uploads, as in a rule; default: every one.
   * @returns Rejects when the time is over, with an Error that has the code `ERR_NO_UPLOAD` and says what did arrive
   *   and which part of the match it missed; with the signal's reason when it is aborted, with an Error when the
   *   receiver is closed or reset, and with a TypeError that names the member when the match or an option is wrong.
   */
  next(match?: UploadMatch | undefined, options?: AwaitOptions | undefined): Promise<Upload>
  /** The next `count` uploads, likewise; all of them, or none, are handed out. `timeout` is for all together. */
  waitFor(
    count: number,
    match?: UploadMatch | undefined,
    options?: AwaitOptions | undefined,
  ): Promise<Upload[]>
  /**
   * Resolves when no upload has begun in this time; rejects as soon as one has, and at once when one is in progress
   * or has not been handed out yet.
   *
   * @param milliseconds Default 0: those that are here already.
   */
  expectNone(milliseconds?: number | undefined): Promise<void>
  /**
   * Makes the receiver as new, for the next test: breaks off uploads that are coming in, removes all uploads and
   * their files, restores the rules that it was made with, and rejects what waits in {@link next}.
   */
  reset(): Promise<void>
  /** Removes an upload, and its files. One that is coming in is broken off: it ends as failed, `aborted`. False when there is none. */
  remove(id: string): Promise<boolean>
  /** Removes all uploads that have ended, and their files, also those that are kept. */
  clear(): Promise<void>
  /**
   * Starts a server that takes uploads at every path. Once for a receiver.
   *
   * @throws {Error} with the system's `code` and a message that says what to do, when the address is in use
   *   (`EADDRINUSE`), not allowed (`EACCES`), or not one of this machine (`EADDRNOTAVAIL`, `ENOTFOUND`).
   */
  listen(options?: ListenOptions): Promise<Listening>
  /**
   * Has the uploads of this thread to a server come here instead, whichever API starts them, without DNS, TLS or proxy.
   * Their `url` is the whole URL, their Host that of the URL; limits to domains, credentials and redirects go by it too,
   * and a redirect is asked about like any other request. Needs no {@link listen}. Of several that take the same upload the
   * newest does; uploads that have been called for keep to those of then.
   *
   * @param target An origin (`https://api.example.com`); a URL whose path is a pattern as in a rule
   *   (`https://api.example.com/files/**`); or a function that is given each URL, without credentials, and says whether it is to be taken.
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
   * Ends everything: closes the server and its connections, breaks off uploads that are coming in (they end as
   * failed, `aborted`), removes the files unless they are kept. The middleware leaves everything to `next` then.
   * May be called more than once.
   */
  close(): Promise<void>
  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}

/** What {@link Receiver.intercept} gives. */
export interface Interception {
  /** Ends it. Uploads that were called for before keep their way, until the receiver closes. Needs no `this`. */
  dispose(): void
  /** {@link dispose}, for `using`. */
  [Symbol.dispose](): void
}

/** Changes take effect with the next request. A rule that is wrong is a {@link RuleError}, and nothing is changed. */
export interface Rules {
  /** Copies of all rules, in their order, each with an `id`. */
  list(): Rule[]
  /** Replaces all rules; `nth` starts again. */
  set(rules: Rule[]): void
  /** Adds a rule behind the others; returns it with its `id`. */
  add(rule: Rule): Rule
  /** Turns a rule on or off; its count stays. False when there is no rule with this id. */
  enable(id: string, enabled: boolean): boolean
  /**
   * Puts the rules into another order; their counts stay.
   *
   * @param ids Those of all rules, each once; else it is a TypeError.
   */
  order(ids: string[]): void
  /** What the rules have done so far, by their ids. */
  hits(): Record<string, RuleHits>
  /** False when there is no rule with this id. */
  remove(id: string): boolean
  /** Removes all rules. */
  clear(): void
}

/** What a rule has done since it was set. */
export interface RuleHits {
  /** For how many uploads it was: those that `match` took. */
  matched: number
  /** How many of them `times` and `nth` left. Another rule may have ended them. */
  applied: number
}

/** Which uploads {@link Receiver.next} is to give: what a rule's `match` can be. */
export type UploadMatch = RuleMatch | ((upload: Upload) => boolean)

/** How {@link Receiver.next} waits. */
export interface AwaitOptions {
  /** Milliseconds; `Infinity` for ever, 0 not at all. Default 5000. */
  timeout?: number | undefined
  /** Ends the waiting: with its reason. */
  signal?: AbortSignal | undefined
  /** `'failed'`: those that were refused, aborted or broken by a rule. Default `'complete'`. */
  state?: 'complete' | 'failed' | 'any' | undefined
}

import type { Upload } from './upload.js'

/**
 * What a receiver does with an upload instead of taking it and answering 200: answer with an error, be slow, break
 * the connection, redirect, pass it on to a real backend.
 *
 * A rule has effects (`delay`, `bodyDelay`, `throttle`) and at most one end (`respond`, `redirect`, `passthrough`,
 * `fault`). Effects come from all rules that match an upload, each from the first that names it; the end comes from
 * the first that has one, and without any the upload is answered with 200 and what arrived.
 *
 * Rules that have no functions are plain data: they can be given in code, in a JSON file (with comments and trailing
 * commas; `uploadtask/rules.schema.json` describes it to editors) and over HTTP. The reference with examples is
 * docs/reference/rules.md. A rule that is wrong is a `TypeError` that names the member (`rules[2].respond.status`), and
 * in a file the line and column.
 */
export type Rule = RuleCommon & RuleCount & RuleEnd

/** What every rule can have. */
export interface RuleCommon {
  /** Names the rule in `rules.remove(id)` and in `upload.response.rule`. Unique. Default: `rule-1`, `rule-2` … */
  id?: string | undefined
  /** What the rule is for, in your words; the receiver only shows it. */
  name?: string | undefined
  /** `false`: the rule is skipped, and counts nothing, but stays in the list. Default true. */
  enabled?: boolean | undefined
  /**
   * Which uploads the rule is for: everything given has to match. Or, in code only, a function, which is called once the
   * whole body was received, or at the head for a rule that is decided there. Default: every upload.
   */
  match?: RuleMatch | ((upload: Upload) => boolean) | undefined
  /** Milliseconds before the answer's head is sent, or the connection is broken. 0 to 2147483647; default 0. */
  delay?: number | undefined
  /** Milliseconds between the answer's head and its body. 0 to 2147483647; default 0. */
  bodyDelay?: number | undefined
  /**
   * Bytes per second at which the request's body is read, from 1. Default: as fast as it comes. Whatever fits into both
   * systems' buffers leaves the sender at full speed; a small upload only shows it by its late answer.
   */
  throttle?: number | undefined
}

/** To which of the matching uploads it applies: `times` or `nth`. Each rule counts for itself; `set` and `clear` start anew. */
export type RuleCount =
  | {
      /** Only to the first ones, this many. */
      times?: number | undefined
      nth?: undefined
    }
  | {
      /** Only to the n-th one, or the n-th ones, counted from 1. */
      nth?: number | number[] | undefined
      times?: undefined
    }

/** How the upload ends: one of these, or none. */
export type RuleEnd =
  | (RuleNoOther<'respond' | 'early'> & {
      /**
       * The answer; or, in code only, a function that returns it or a promise for it. `{}`, or a function that returns
       * nothing, gives the default answer.
       */
      respond?: RuleAnswer | ((upload: Upload) => RuleResult | Promise<RuleResult>) | undefined
      /** Answers at the head, without reading the request's body. Default false. */
      early?: boolean | undefined
    })
  | (RuleNoOther<'redirect' | 'early'> & {
      /** Answers with a redirect; short for `respond` with a `Location` header. */
      redirect: RuleRedirect
      early?: boolean | undefined
    })
  | (RuleNoOther<'passthrough'> & {
      /**
       * Passes the upload on to a real backend while it is received, and its answer back. An origin
       * (`https://api.example.com`) gets the upload's own path; any other URL is used as it is.
       */
      passthrough: string | URL
    })
  | (RuleNoOther<'fault'> & {
      /** Breaks the connection without an answer. */
      fault: RuleFault
    })

/** Members of which there can be only one. */
type RuleNoOther<Own extends string> = {
  [Name in Exclude<'respond' | 'early' | 'redirect' | 'passthrough' | 'fault', Own>]?: undefined
}

/** Breaks the connection after this many bytes of the request's body, or at its end; 0 is at the head. */
export type RuleFault =
  | {
      /** Closes the connection (TCP FIN). */
      drop: number
      reset?: undefined
    }
  | {
      /** Resets the connection (TCP RST). */
      reset: number
      drop?: undefined
    }

/**
 * Which uploads a rule is for. Patterns are globs: `*` is any text (alone, one that is not empty), `?` one character,
 * `{jpg,png}` either, `[0-9]` one of these; a leading `!` means everything else; a backslash takes the next character
 * literally.
 */
export interface RuleMatch {
  /** The request's method, in any letter case. */
  method?: RuleMethod | Lowercase<RuleMethod> | undefined
  /** A pattern for the path without the query, percent-decoded; here `*` ends at a slash and `**` does not. */
  path?: string | undefined
  /** By header name in any letter case: a pattern for the value, `true` (present) or `false` (absent). */
  header?: Record<string, string | boolean> | undefined
  /** By field name: a pattern for one of its values, `true` (present) or `false` (absent). */
  field?: Record<string, string | boolean> | undefined
  /** A pattern for the file name of one of the files. */
  filename?: string | undefined
  /** A pattern for the Content-Type of one of the files, without parameters, in any letter case: `image/*`. */
  type?: string | undefined
}

/** The methods by which a receiver takes uploads. */
export type RuleMethod = 'POST' | 'PUT' | 'PATCH'

/** An answer. Its texts may contain templates: `{{ fields.name }}`, `{{ files.0.sha256 }}`. */
export interface RuleAnswer {
  /** 200 to 599; default 200. */
  status?: RuleStatus | undefined
  /** The answer's headers. Default Content-Type: `application/json`, or `text/plain; charset=utf-8` for a text body. */
  headers?: Record<string, string | number | string[]> | undefined
  /**
   * A text, or any other JSON value, which is sent as JSON. Default: below 300 the receiver's default answer, with a
   * 3xx nothing, from 400 an error in JSON, `{ error: { code: 'rule', message } }`.
   */
  body?: JsonValue | undefined
  /** Compresses the body with gzip, whatever the request accepts. Default false. */
  gzip?: boolean | undefined
}

/** What a function answers: its texts are sent as they are, and its body can be bytes. */
export type RuleResult =
  | (Omit<RuleAnswer, 'body'> & { body?: JsonValue | Uint8Array | undefined })
  | undefined

/** An HTTP status from 200 to 599. */
export type RuleStatus = Exclude<NumbersBelow<600>, NumbersBelow<200>>
type NumbersBelow<End extends number, Before extends number[] = []> = Before['length'] extends End
  ? Before[number]
  : NumbersBelow<End, [...Before, Before['length']]>

/** A redirect. */
export interface RuleRedirect {
  /** 301, 302, 303, 307 or 308; default 307, with which the client sends method and body again. */
  status?: 301 | 302 | 303 | 307 | 308 | undefined
  /** Where to: a path or a whole URL; templates are filled in. */
  location: string
}

/** What JSON can hold. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue }

/** A rule that cannot be used. The message says where it is and what is right. */
export interface RuleError extends TypeError {
  name: 'RuleError'
  code: 'ERR_RULE'
  /** What is wrong: `rules[2].respond.status`; `rules` for a text that is not JSON. */
  path: string
  /** Line in the text, from 1; only for rules that were given as a text. */
  line?: number | undefined
  /** Column in the text, from 1; only for rules that were given as a text. */
  column?: number | undefined
}

/**
 * What a receiver does with an upload instead of taking it and answering 200: answer with an error, be slow, break
 * the connection, redirect. Rules are plain data: they can be given in code, in a JSON file (with comments and
 * trailing commas) and over HTTP. The first rule that matches a request counts; without one the receiver takes the
 * upload and gives its default answer.
 *
 * The reference with examples is docs/receiver-rules.md. A rule that is wrong is a `TypeError` that names the member
 * (`rules[2].match.nth`), and in a file the line and column.
 */
export interface Rule {
  /** Names the rule in `rules.remove(id)` and in `upload.response.rule`. Unique. Default: `rule-1`, `rule-2` … */
  id?: string | undefined
  /** What the rule is for, in your words; the receiver only shows it. */
  name?: string | undefined
  /** Which requests the rule is for. Everything given has to match. Default: every request. */
  match?: RuleMatch | undefined
  /**
   * When the rule is decided: `'head'` when the request's head has come, or `'body'` when the whole body has been
   * received. A rule that is decided at the head answers without reading the body, unless it has `rate`.
   * Default: `'head'` with `answer.early`, `rate`, `drop` or `reset`; else `'body'`. `'head'` cannot be had together
   * with `match.field`, `match.filename` or `match.type`, which need the body.
   */
  before?: 'head' | 'body' | undefined
  /** Milliseconds before the answer's head is sent. 0 to 2147483647; default 0. */
  delay?: number | undefined
  /** Milliseconds between the answer's head and its body. 0 to 2147483647; default 0. */
  bodyDelay?: number | undefined
  /**
   * Bytes per second at which the request's body is read, from 1. Default: as fast as it comes. What the two systems'
   * buffers hold leaves the sender at full speed; a small upload is seen to be slow by its late answer.
   */
  rate?: number | undefined
  /** What is answered. Default: the receiver's default answer. */
  answer?: RuleAnswer | undefined
  /** Answers with a redirect; short for an `answer` with a `Location` header. */
  redirect?: RuleRedirect | undefined
  /**
   * Closes the connection (TCP FIN) after this many bytes of the request's body, or at its end, without an answer.
   * 0 closes at the head.
   */
  drop?: number | undefined
  /** The same as `drop` with a reset connection (TCP RST). */
  reset?: number | undefined
}

/**
 * Which requests a rule is for. Patterns are globs: `*` is any text that is not empty, `?` one character, `{jpg,png}` either, `[0-9]`
 * one of these; `!` in front means everything else; a backslash takes the next character as it is.
 */
export interface RuleMatch {
  /** The request's method, in any letter case: POST, PUT or PATCH. */
  method?: string | undefined
  /** A pattern for the path without the query, percent-decoded; here `*` ends at a slash and `**` does not. */
  path?: string | undefined
  /** By header name in any letter case: a pattern for the value, `true` (is there) or `false` (is not there). */
  header?: Record<string, string | boolean> | undefined
  /** By field name: a pattern for one of its values, `true` (is there) or `false` (is not there). */
  field?: Record<string, string | boolean> | undefined
  /** A pattern for the file name of one of the files. */
  filename?: string | undefined
  /** A pattern for the Content-Type of one of the files, without parameters, in any letter case: `image/*`. */
  type?: string | undefined
  /** Only the n-th request, or the n-th ones, of those that match the rest. Counted from 1, anew after `set` and `clear`. */
  nth?: number | number[] | undefined
}

/** What is answered. Texts may have templates in them: `{{ fields.name }}`, `{{ files.0.sha256 }}`. */
export interface RuleAnswer {
  /** 200 to 599; default 200. */
  status?: number | undefined
  /** The answer's headers. Default Content-Type: `application/json`, or `text/plain; charset=utf-8` for a text body. */
  headers?: Record<string, string | number | string[]> | undefined
  /**
   * A text, or any other JSON value, which is sent as JSON. Default: below 300 the receiver's default answer, with a
   * 3xx nothing, from 400 an error in JSON, `{ error: { code: 'rule', message } }`.
   */
  body?: JsonValue | undefined
  /** Compresses the body with gzip, whatever the request accepts. Default false. */
  gzip?: boolean | undefined
  /** Answers without reading the request's body. Default false. */
  early?: boolean | undefined
}

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
  /** What is wrong: `rules[2].match.nth`; `rules` for a text that is no JSON. */
  path: string
  /** Line in the text, from 1; only for rules that were given as a text. */
  line?: number | undefined
  /** Column in the text, from 1; only for rules that were given as a text. */
  column?: number | undefined
}

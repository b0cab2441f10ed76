/**
 * `uploadtask/matchers`: assertions about an upload, for `expect.extend` of Jest and Vitest.
 *
 * @example
 * import matchers from 'uploadtask/matchers'
 * expect.extend(matchers)
 *
 * expect(await receiver.next()).toHaveFile('avatar', { filename: 'me.png', type: 'image/png' })
 *
 * @packageDocumentation
 */

/** The module itself: `require('uploadtask/matchers').default === require('uploadtask/matchers')`. */
declare namespace matchers {
  export {
    ExpectedFile,
    MatcherResult,
    matchers as default,
    toHaveField,
    toHaveFile,
    toHaveHeader,
    UploadMatchers,
  }
}

export { matchers as default }

/** What a file should be like; only what is given is compared. A RegExp, `expect.any(…)` and the like work too. */
export interface ExpectedFile {
  /** As the client sent it. */
  filename?: unknown
  /** Without its parameters, in lower case: `image/png`. */
  type?: unknown
  /** With its parameters. */
  contentType?: unknown
  /** In bytes. */
  size?: unknown
  /** Hexadecimal. */
  sha256?: unknown
  /** The whole of it. */
  content?: string | Uint8Array | undefined
}

/**
 * The matchers, as `expect(upload)` has them. Jest's global `expect` has them by importing this module; for others say so
 * in a declaration file:
 *
 * @example
 * import type { UploadMatchers } from 'uploadtask/matchers'
 * declare module 'vitest' {
 *   interface Matchers<T = any> extends UploadMatchers<T> {}
 * }
 */
export interface UploadMatchers<R = unknown> {
  /** The upload has such a file in this form field. */
  toHaveFile(field: string, file?: ExpectedFile): R
  /** The upload has such a file. */
  toHaveFile(file?: ExpectedFile): R
  /** The upload has a field with this name, and this value. */
  toHaveField(name: string, value?: unknown): R
  /** The request has this header, with this value. */
  toHaveHeader(name: string, value?: unknown): R
}

/** What a matcher tells the runner. */
export interface MatcherResult {
  /** Whether the upload is as expected. */
  pass: boolean
  /** What the runner prints otherwise. */
  message: () => string
}

/** For `expect.extend`: {@link UploadMatchers.toHaveFile}. */
export declare function toHaveFile(this: unknown, upload: unknown, ...expected: unknown[]): MatcherResult
/** For `expect.extend`: {@link UploadMatchers.toHaveField}. */
export declare function toHaveField(this: unknown, upload: unknown, ...expected: unknown[]): MatcherResult
/** For `expect.extend`: {@link UploadMatchers.toHaveHeader}. */
export declare function toHaveHeader(this: unknown, upload: unknown, ...expected: unknown[]): MatcherResult

declare global {
  namespace jest {
    /** Jest's own, with these. */
    interface Matchers<R> extends UploadMatchers<R> {}
  }
}

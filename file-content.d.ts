/**
 * A file that is given itself, in place of its path: `uploadtask/taro` and `uploadtask/uni` take it, as code for H5 gives it. The
 * platforms' own APIs take paths alone. What is a choice: docs/contract/content.md.
 *
 * @packageDocumentation
 */

/**
 * A `Blob` or `File`: of Node.js, or of a page that jsdom or happy-dom makes. It is read in slices of 1 MiB while it is sent, and
 * has to stay as it is until then.
 */
export interface BlobLike {
  /** How many bytes it has: at most 2 GiB. */
  readonly size: number
  /** The Content-Type of its part; `''`: by the file name. */
  readonly type: string
  /** The file name that the server is told; that of a `File`. Default: `'blob'`. */
  readonly name?: string
  /** A part of it. */
  slice: (start?: number, end?: number) => BlobLike
}

/**
 * The file itself: a `Blob` or `File`, or bytes of at most 2 GiB (a `Buffer`, another view, an `ArrayBuffer`), which are copied in
 * the call.
 */
export type FileContent = BlobLike | ArrayBufferView | ArrayBufferLike

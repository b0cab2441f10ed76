/**
 * `uploadtask/msw`: the handlers of an [MSW](https://mswjs.io) server answer uploads. MSW sees what goes through `fetch`,
 * `XMLHttpRequest` and `node:http`; uploads of this package go through none of them.
 *
 * @packageDocumentation
 */

/** The module itself: `require('uploadtask/msw').default === require('uploadtask/msw')`. */
declare namespace msw {
  export { HandlersSource, Interception, InterceptOptions, interceptWithMsw, msw as default }
}

export { msw as default }

/**
 * Has the uploads of this thread answered by the handlers of an MSW server, when one of them is for the upload's method and URL.
 * A handler gets a `Request` whose body is the multipart form as it comes in: `await request.formData()`.
 *
 * The server need not listen: that is for requests which MSW itself sees. Handlers are looked up at each request, so those of
 * `server.use` count, and those of a `server.boundary`. `passthrough()` has `fetch` send the request to the real server.
 *
 * It ends with `dispose()`; uploads that were called for before keep their way.
 *
 * @throws {Error} when `msw` (2 or 3) is not installed.
 *
 * @example
 * const server = setupServer(
 *   http.post('https://api.example.com/photos', async ({ request }) => {
 *     const form = await request.formData()
 *     return HttpResponse.json({ name: form.get('photo').name })
 *   }),
 * )
 * const { dispose } = interceptWithMsw(server, { onUnhandledRequest: 'error' })
 */
export function interceptWithMsw(server: HandlersSource, options?: InterceptOptions | undefined): Interception

/** What MSW's `setupServer` gives, as far as it is needed. */
export interface HandlersSource {
  /** The handlers that are set now, the newest first. */
  listHandlers(): readonly unknown[]
}

/** What {@link interceptWithMsw} takes. */
export interface InterceptOptions {
  /**
   * What becomes of uploads that nothing intercepts: as for a receiver, whose word it is too. Default `'warn'`.
   */
  onUnhandledRequest?: 'error' | 'warn' | 'bypass' | undefined
}

/** What {@link interceptWithMsw} gives. */
export interface Interception {
  /** Ends it. Needs no `this`. */
  dispose(): void
  /** {@link dispose}, for `using`. */
  [Symbol.dispose](): void
}

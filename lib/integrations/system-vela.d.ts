// `@system.uploadtask`, as code for a device imports it: part of the types of `uploadtask`, by a `types` entry, a
// triple-slash reference or an import of the package. It is the Vela dialect, unless the program also has
// `uploadtask/system-quickapp`.
//
// This file is a script, not a module: in a module, `declare module` could only add to a module that exists.

declare module '@system.uploadtask' {
  type Vela = typeof import('../../vela.js')
  type QuickApp = typeof import('../../quickapp.js')

  /**
   * Which dialect `@system.uploadtask` is. Empty, it is Vela; `uploadtask/system-quickapp` says `quickapp`.
   */
  export interface SystemDialect {}
  type Choose<IfVela, IfQuickApp> = SystemDialect extends { name: 'quickapp' } ? IfQuickApp : IfVela

  /** The module itself. */
  namespace uploadtask {
    /**
     * Uploads a file as `multipart/form-data`; see `uploadFile` of `uploadtask/vela`, for Quick App of
     * `uploadtask/quickapp`. Vela docs and Alliance docs, uploadtask page.
     */
    export const uploadFile: Choose<Vela, QuickApp>['uploadFile']

    /** What `uploadFile` takes. Vela docs and Alliance docs, uploadtask page. */
    export type UploadFileOption = Choose<
      import('../../vela.js').UploadFileOption,
      import('../../quickapp.js').UploadFileOption
    >
    /** What `success` gets. Vela docs and Alliance docs, uploadtask page. */
    export type UploadFileSuccessCallbackResult = Choose<
      import('../../vela.js').UploadFileSuccessCallbackResult,
      import('../../quickapp.js').UploadFileSuccessCallbackResult
    >
    /** A running upload. Vela docs and Alliance docs, uploadtask page. */
    export type UploadTask = Choose<
      import('../../vela.js').UploadTask,
      import('../../quickapp.js').UploadTask
    >
    /** What a progress listener gets. Vela docs and Alliance docs, uploadtask page. */
    export type UploadTaskOnProgressUpdateCallbackResult = Choose<
      import('../../vela.js').UploadTaskOnProgressUpdateCallbackResult,
      import('../../quickapp.js').UploadTaskOnProgressUpdateCallbackResult
    >
    export { uploadtask as default }
  }

  /** A function, so that the `quickapp-interface` of the vendors, which declares one too, can stand beside it. */
  export function uploadFile(options: UploadFileOption): UploadTask
  export import UploadFileOption = uploadtask.UploadFileOption
  export import UploadFileSuccessCallbackResult = uploadtask.UploadFileSuccessCallbackResult
  export import UploadTask = uploadtask.UploadTask
  export import UploadTaskOnProgressUpdateCallbackResult = uploadtask.UploadTaskOnProgressUpdateCallbackResult
  export { uploadtask as default }
}

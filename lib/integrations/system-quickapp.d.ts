// `uploadtask/system-quickapp`: makes `@system.uploadtask` the Quick App dialect for the type checker, by
// `"types": ["uploadtask/system-quickapp"]` in tsconfig.json or `/// <reference types="uploadtask/system-quickapp" />`.
// At run time, the dialect is the configuration's: `"dialect": "quickapp"`.

/// <reference path="./system-vela.d.ts" />

declare module '@system.uploadtask' {
  export interface SystemDialect {
    /** The dialect's name, as in the configuration. */
    name: 'quickapp'
  }
}

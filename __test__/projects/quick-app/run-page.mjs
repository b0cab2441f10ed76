// Loads a page as the toolchain built it, whichever toolchain it was.
import { readFileSync } from 'node:fs'
import vm from 'node:vm'

/** What the page's script exports, with its data as members, as they are on a device. */
export function loadPage(file, data = {}) {
  const source = readFileSync(file, 'utf8')
  const module = { exports: {} }
  if (source.startsWith('export default function')) {
    // aiot-toolkit, for Vela.
    const run = vm.runInThisContext(`(${source.slice('export default '.length)}\n)`, { filename: file })
    run(globalThis, globalThis, undefined, module.exports)
    module.exports = module.exports.default
  } else {
    // hap-toolkit, for quick apps.
    globalThis.$app_define$ = (_name, _dependencies, define) => define($app_require$, module.exports, module)
    globalThis.$app_bootstrap$ = () => {}
    vm.runInThisContext(source, { filename: file })
  }
  return { ...module.exports, ...module.exports.data, ...data }
}

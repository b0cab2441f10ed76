// What uni-app's compiler does to the imports of its runtimes: the ES modules of its packages, and its own Vue.
import { register } from 'node:module'

register(
  `data:text/javascript,${encodeURIComponent(`
    const MODULES = {
      vue: '@dcloudio/uni-mp-vue/dist/vue.runtime.esm.js',
      '@dcloudio/uni-shared': '@dcloudio/uni-shared/dist/uni-shared.es.js',
      '@dcloudio/uni-i18n': '@dcloudio/uni-i18n/dist/uni-i18n.es.js',
    }
    export const resolve = (specifier, context, next) => next(MODULES[specifier] ?? specifier, context)
  `)}`,
)

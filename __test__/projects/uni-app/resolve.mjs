// What uni-app's compiler does to the imports of its runtimes: the ES modules of its packages, and its own Vue.
import module from 'node:module'

const MODULES = {
  vue: '@dcloudio/uni-mp-vue/dist/vue.runtime.esm.js',
  '@dcloudio/uni-shared': '@dcloudio/uni-shared/dist/uni-shared.es.js',
  '@dcloudio/uni-i18n': '@dcloudio/uni-i18n/dist/uni-i18n.es.js',
}

if (module.registerHooks) {
  module.registerHooks({
    resolve: (specifier, context, next) => next(MODULES[specifier] ?? specifier, context),
  })
} else {
  // Node.js 20
  module.register(
    `data:text/javascript,${encodeURIComponent(`
      const MODULES = ${JSON.stringify(MODULES)}
      export const resolve = (specifier, context, next) => next(MODULES[specifier] ?? specifier, context)
    `)}`,
  )
}

// TypeDoc reads sources with the programmatic interface of TypeScript, which version 7 has no more: it gets version 5.

/** @type {import('node:module').ResolveHook} */
export function resolve(specifier, context, nextResolve) {
  return nextResolve(specifier === 'typescript' ? 'typescript-5' : specifier, context)
}

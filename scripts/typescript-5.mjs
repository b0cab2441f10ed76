// TypeDoc reads sources by the programmatic interface of TypeScript, which version 7 no longer has: it gets 5.

/** @type {import('node:module').ResolveHook} */
export function resolve(specifier, context, nextResolve) {
  return nextResolve(specifier === 'typescript' ? 'typescript-5' : specifier, context)
}

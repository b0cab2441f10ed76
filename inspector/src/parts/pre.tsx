// Text that scrolls, by keyboard too.

import type { ComponentChildren } from 'preact'

interface PreProperties {
  /** For screen readers. */
  label: string
  children: ComponentChildren
  class?: string
  id?: string
  dir?: 'ltr' | 'auto'
}

export function Pre({ label, children, dir = 'ltr', ...rest }: PreProperties) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    // biome-ignore lint/a11y/useSemanticElements: a section keeps no line ends
    <pre tabIndex={0} role="region" aria-label={label} dir={dir} {...rest}>
      {children}
    </pre>
  )
}

// A button of a bar: an icon, and its label where there is room for it.

import { Icon, type IconName } from './icon.tsx'

/** A button with an icon, whose label is a tooltip where there is no room for it. */
export function ToolButton({
  icon,
  label,
  pressed,
  ...rest
}: {
  icon: IconName
  label: string
  pressed?: boolean
  onClick: () => void
  id?: string
  disabled?: boolean
  shortcut?: string
}) {
  const { shortcut, ...others } = rest
  return (
    <button
      type="button"
      class="quiet"
      title={label}
      aria-pressed={pressed}
      aria-keyshortcuts={shortcut}
      {...others}
    >
      <Icon name={icon} />
      <span class="label">{label}</span>
    </button>
  )
}

// The inspector's page: what arrived at a receiver.

import { render } from 'preact'
import { App } from './app.tsx'
import { onKey } from './keys.ts'
import { loadInfo } from './receiver/info.ts'
import { start } from './receiver/store.ts'
import { hasUnsavedRules } from './rules/rules.tsx'
import './styles/base.css'
import './styles/controls.css'
import './styles/state.css'
import './styles/list.css'
import './styles/filters.css'
import './styles/empty.css'
import './styles/detail.css'
import './styles/content.css'
import './styles/timing.css'
import './styles/rules.css'

addEventListener('keydown', onKey)
addEventListener('beforeunload', (event) => {
  if (hasUnsavedRules()) event.preventDefault()
})
render(<App />, document.body)
start()
loadInfo()

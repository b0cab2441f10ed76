// Leads back to the list, where there is room for one view only.

import { Icon } from '../parts/icon.tsx'
import { go, isNarrow } from '../parts/place.ts'
import { t } from '../parts/words.ts'

export function BackBar() {
  if (!isNarrow.value) return null
  return (
    <button type="button" class="quiet back" title={t('back')} onClick={() => go({ view: 'list' })}>
      <Icon name="back" />
      <span class="unseen">{t('back')}</span>
    </button>
  )
}

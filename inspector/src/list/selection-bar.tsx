// What can be done with several uploads, shown while some are selected.

import { remove } from '../actions.ts'
import { Icon } from '../parts/icon.tsx'
import { go } from '../parts/place.ts'
import { ToolButton } from '../parts/tool-button.tsx'
import { t } from '../parts/words.ts'
import { chosenOr, deselect, isSelecting, selection } from './selection.ts'

export function SelectionBar() {
  const ids = chosenOr(undefined)
  // It follows the selection and what has gone from it.
  void selection.value
  if (ids.length === 0 && !isSelecting.value) return null
  const parameters = ids.map((id) => `id=${encodeURIComponent(id)}`).join('&')
  const [one, other] = ids
  return (
    <fieldset class="selection" aria-label={t('selectionLabel')}>
      <span class="count" role="status">
        {t('selectedCount', { count: ids.length })}
      </span>
      <button
        type="button"
        disabled={ids.length !== 2}
        onClick={() => go({ view: 'compare', ids: [other as string, one as string] }, { focus: true })}
      >
        <Icon name="compare" />
        <span>{t('compare')}</span>
      </button>
      {ids.length > 0 && (
        <>
          <a class="button" href={`api/zip?${parameters}`} download="">
            <Icon name="archive" />
            <span>zip</span>
          </a>
          <a class="button" href={`api/har?${parameters}`} download="">
            <Icon name="download" />
            <span>HAR</span>
          </a>
        </>
      )}
      <button type="button" disabled={ids.length === 0} onClick={() => remove(ids)}>
        <Icon name="trash" />
        <span>{t('delete')}</span>
      </button>
      <ToolButton icon="close" label={t('deselect')} onClick={deselect} />
    </fieldset>
  )
}

// The dialogs of the bar: help, and the question before all is cleared.

import { clearAll, settle } from './actions.ts'
import { PLACES } from './list/search.ts'
import { openDialog } from './parts/dialog.tsx'
import { type Key, t } from './parts/words.ts'
import { rows } from './receiver/store.ts'

const KEYS: [keys: string[], meaning: Key][] = [
  [['/'], 'keySearch'],
  [['↑', '↓'], 'keyMove'],
  [['Home', 'End'], 'keyEnds'],
  [['Enter'], 'keyOpen'],
  [['Esc'], 'keyEscape'],
  [['Delete'], 'keyDelete'],
  [['Ctrl Z'], 'keyUndo'],
  [['Shift ↑', 'Shift ↓', 'Ctrl A'], 'keySelect'],
  [['C'], 'keyCopy'],
  [['P'], 'keyReplay'],
  [['F'], 'keyFollow'],
  [['R'], 'keyRules'],
  [['Ctrl S'], 'keySave'],
  [['?'], 'keyHelp'],
]

function Help({ close }: { close: () => void }) {
  return (
    <>
      <h3>{t('helpKeys')}</h3>
      <table class="keys" aria-label={t('helpKeys')}>
        <tbody>
          {KEYS.map(([keys, meaning]) => (
            <tr key={meaning}>
              <th scope="row">
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </th>
              <td>{t(meaning)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3>{t('helpSearch')}</h3>
      <p>{t('helpSearchText')}</p>
      <p class="places">
        {PLACES.map((place) => (
          <code key={place}>{place}:</code>
        ))}
      </p>
      <div class="buttons">
        <button type="button" onClick={close}>
          {t('close')}
        </button>
      </div>
    </>
  )
}

export function openHelp() {
  openDialog(
    () => t('helpTitle'),
    (close) => <Help close={close} />,
  )
}

/** Asks before all is cleared: what is coming in stays, and what is pinned. */
export async function askToClear() {
  await settle()
  const count = rows.peek().filter(({ state, pinned }) => state !== 'receiving' && !pinned).length
  if (count === 0) return
  openDialog(
    () => t('clearTitle'),
    (close) => (
      <>
        <p>{t('clearText', { count })}</p>
        <div class="buttons">
          <button type="button" onClick={close}>
            {t('cancel')}
          </button>
          <button
            type="button"
            class="danger"
            onClick={() => {
              close()
              clearAll()
            }}
          >
            {t('clear')}
          </button>
        </div>
      </>
    ),
  )
}

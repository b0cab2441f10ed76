// The note that a person gives an upload, and its pin.

import { useSignal } from '@preact/signals'
import { openDialog } from '../parts/dialog.tsx'
import { attempt } from '../parts/toast.tsx'
import { t } from '../parts/words.ts'
import { patchUpload } from '../receiver/api.ts'
import type { Row } from '../receiver/types.ts'

/** As the receiver has it. */
const MAX_NOTE_LENGTH = 1000

function NoteForm({ id, note, close }: { id: string; note: string; close: () => void }) {
  const text = useSignal(note)
  return (
    <form
      method="dialog"
      onSubmit={(event) => {
        event.preventDefault()
        close()
        attempt(() => patchUpload(id, { note: text.value.trim() }))
      }}
    >
      <textarea
        id="note-text"
        rows={4}
        maxLength={MAX_NOTE_LENGTH}
        aria-label={t('note')}
        value={text.value}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value
        }}
      />
      <div class="buttons">
        <button type="button" onClick={close}>
          {t('cancel')}
        </button>
        <button type="submit" class="primary">
          {t('save')}
        </button>
      </div>
    </form>
  )
}

export function openNote({ id, note = '' }: Pick<Row, 'id' | 'note'>) {
  openDialog(
    () => t('note'),
    (close) => <NoteForm id={id} note={note} close={close} />,
  )
}

export function togglePin({ id, pinned = false }: Pick<Row, 'id' | 'pinned'>) {
  attempt(() => patchUpload(id, { pinned: !pinned }))
}

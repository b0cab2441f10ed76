// The files of an upload as a grid, and one viewer for the file that is chosen.

import { useSignal } from '@preact/signals'
import { Thumbnail } from '../list/row.tsx'
import { copy } from '../parts/copy.ts'
import { Foreign } from '../parts/foreign.tsx'
import { formatExactSize, formatSize } from '../parts/format.ts'
import { Icon } from '../parts/icon.tsx'
import { t } from '../parts/words.ts'
import { filePath } from '../receiver/api.ts'
import type { Upload, UploadedFile } from '../receiver/types.ts'
import { Viewer } from './viewer.tsx'

/** How many files are in the grid at first, and with each click. */
const GRID_FILES = 60

function nameOf({ filename }: UploadedFile) {
  return filename || t('noName')
}

function Card({
  id,
  file,
  isChosen,
  choose,
}: {
  id: string
  file: UploadedFile
  isChosen: boolean
  choose: () => void
}) {
  const isWhole = file.state === 'complete'
  return (
    <button type="button" class="card" aria-pressed={isChosen} onClick={choose} title={nameOf(file)}>
      <span class="card-picture">
        <Thumbnail id={id} index={file.index} file={{ ...file, isWhole }} />
      </span>
      <span class="card-name">
        <Foreign text={nameOf(file)} />
      </span>
      <span class="card-size">{formatSize(file.size)}</span>
    </button>
  )
}

function Sha({ sha256 }: { sha256: string }) {
  return (
    <div class="sha">
      <span class="key">SHA-256</span>
      <code>{sha256}</code>
      <button
        type="button"
        class="quiet"
        title={t('copySha')}
        aria-label={t('copySha')}
        onClick={() => copy(sha256)}
      >
        <Icon name="copy" />
      </button>
    </div>
  )
}

function FileContent({ id, file }: { id: string; file: UploadedFile }) {
  if (file.state !== 'complete') {
    return <p class="hint">{t(file.state === 'receiving' ? 'runningFile' : 'incompleteFile')}</p>
  }
  if (file.size === 0) return <p class="hint">{t('emptyFile')}</p>
  const path = filePath(id, file.index)
  const { contentType, size } = file
  return (
    <Viewer key={path} content={{ path, key: String(file.index), name: nameOf(file), contentType, size }} />
  )
}

function FileDetail({ id, file }: { id: string; file: UploadedFile }) {
  const name = nameOf(file)
  return (
    <section class="part file" aria-label={name}>
      <div class="file-head">
        <div class="file-name">
          <h3>
            <Foreign text={name} />
          </h3>
          <p class="meta">
            <span>
              {t('field')}{' '}
              <code>
                <Foreign text={file.field} />
              </code>
            </span>
            <span>
              <Foreign text={file.contentType} />
            </span>
            <span>{formatExactSize(file.size)}</span>
          </p>
        </div>
        {file.state === 'complete' && (
          <a
            class="button"
            href={`api/${filePath(id, file.index)}`}
            download=""
            aria-label={t('downloadOf', { name })}
          >
            <Icon name="download" />
            <span class="label">{t('download')}</span>
          </a>
        )}
      </div>
      {file.state === 'complete' && <Sha sha256={file.sha256} />}
      <FileContent id={id} file={file} />
    </section>
  )
}

export function Files({ upload }: { upload: Upload }) {
  const { id, files } = upload
  const chosen = useSignal(0)
  const shown = useSignal(GRID_FILES)
  if (files.length === 0) return <p class="hint">{t('noFilesHere')}</p>
  const file = files[Math.min(chosen.value, files.length - 1)] as UploadedFile
  return (
    <>
      {files.length > 1 && (
        <section class="grid" aria-label={t('files')}>
          {files.slice(0, shown.value).map((one, at) => (
            <Card
              key={one.index}
              id={id}
              file={one}
              isChosen={one === file}
              choose={() => {
                chosen.value = at
              }}
            />
          ))}
          {files.length > shown.value && (
            <button
              type="button"
              class="link"
              onClick={() => {
                shown.value += GRID_FILES
              }}
            >
              {t('showMoreOf', { count: files.length - shown.value })}
            </button>
          )}
        </section>
      )}
      <FileDetail key={file.index} id={id} file={file} />
    </>
  )
}

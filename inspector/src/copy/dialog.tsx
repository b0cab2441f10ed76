// "Copy as …": an upload as a command, as code, or as a test.

import { useSignal } from '@preact/signals'
import { Code as CodeBlock } from '../empty.tsx'
import { copy } from '../parts/copy.ts'
import { openDialog } from '../parts/dialog.tsx'
import { TabList, TabPanel } from '../parts/tabs.tsx'
import { t } from '../parts/words.ts'
import type { Upload } from '../receiver/types.ts'
import { type Code, fetchCode, taroCode, testCode, velaCode, wxCode } from './code.ts'
import { curlCommand } from './curl.ts'

type Format = 'curl' | 'wx' | 'taro' | 'vela' | 'fetch' | 'test'

const FORMATS: Record<Format, (upload: Upload, options: { origin: string }) => Code> = {
  curl: curlCommand,
  wx: wxCode,
  taro: taroCode,
  vela: velaCode,
  fetch: fetchCode,
  test: testCode,
}

const NAMES: Record<Exclude<Format, 'test'>, string> = {
  curl: 'curl',
  wx: 'wx.uploadFile',
  taro: 'Taro.uploadFile',
  vela: 'Vela',
  fetch: 'fetch',
}

function CopyAs({ upload, close }: { upload: Upload; close: () => void }) {
  const format = useSignal<Format>('curl')
  const { code, notes } = FORMATS[format.value](upload, { origin: location.origin })
  return (
    <>
      <TabList
        id="copy"
        label={t('copyAs')}
        items={(Object.keys(FORMATS) as Format[]).map((name) => ({
          name,
          label: name === 'test' ? t('copyTest') : NAMES[name],
        }))}
        chosen={format.value}
        onChoose={(next) => {
          format.value = next
        }}
      />
      <TabPanel id="copy" chosen={format.value}>
        <CodeBlock code={code} title={t('code')} id="code" />
        {notes.map(({ key, name = '' }) => (
          <p key={`${key} ${name}`} class="hint">
            {t(key, { name })}
          </p>
        ))}
      </TabPanel>
      <div class="buttons">
        <button type="button" onClick={close}>
          {t('close')}
        </button>
        <button
          type="button"
          class="primary"
          id="copy-code"
          onClick={() => {
            close()
            copy(code)
          }}
        >
          {t('copy')}
        </button>
      </div>
    </>
  )
}

export function openCopy(upload: Upload) {
  openDialog(
    () => t('copyAs'),
    (close) => <CopyAs upload={upload} close={close} />,
    { wide: true },
  )
}

/** What the key for it does. */
export function copyAsCurl(upload: Upload) {
  copy(curlCommand(upload, { origin: location.origin }).code)
}

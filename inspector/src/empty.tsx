// What stands on the page before the first upload: how to send one.

import { copy } from './parts/copy.ts'
import { Icon } from './parts/icon.tsx'
import { Pre } from './parts/pre.tsx'
import { t } from './parts/words.ts'
import { info } from './receiver/info.ts'

/** A block of code with a button that copies it. */
export function Code({ code, title, id }: { code: string; title: string; id?: string }) {
  const label = `${t('copy')}: ${title}`
  return (
    <div class="code">
      <Pre id={id} label={title}>
        {code}
      </Pre>
      <button type="button" class="quiet" title={label} aria-label={label} onClick={() => copy(code)}>
        <Icon name="copy" />
      </button>
    </div>
  )
}

export function Empty() {
  const url = new URL(info.value.uploadPath, location.href).href
  const snippet = `wx.uploadFile({
  url: '${url}',
  filePath: 'photo.png',
  name: 'file',
  formData: { album: 'summer' },
  success: ({ statusCode, data }) => console.log(statusCode, data),
})`
  return (
    <div class="empty" id="empty">
      <div class="empty-icon">
        <Icon name="receiving" />
      </div>
      <h2>{t('emptyTitle')}</h2>
      <p>{t('emptyText')}</p>
      <p class="address">
        <code>{url}</code>
      </p>
      <figure>
        <figcaption>{t('emptyCurl')}</figcaption>
        <Code title={t('emptyCurl')} code={`curl -F file=@photo.png -F album=summer ${url}`} />
      </figure>
      <figure>
        <figcaption>{t('emptyWx')}</figcaption>
        <Code title={t('emptyWx')} code={snippet} />
      </figure>
    </div>
  )
}

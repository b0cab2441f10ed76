// A picture with its size, zoom, and what of its EXIF data a person should know.

import { useSignal } from '@preact/signals'
import { t } from '../parts/words.ts'
import type { Kind } from '../receiver/types.ts'

/** How large a pixel of the picture is shown; 0 fits it into the page. */
const ZOOMS = [0, 0.5, 1, 2, 4, 8]

function Exif({ exif }: { exif: NonNullable<Kind['exif']> }) {
  const { orientation = 1, gps, make, model, taken } = exif
  const camera = [make, model].filter(Boolean).join(' ')
  return (
    <>
      {gps && <p class="warning">{t('exifPlace')}</p>}
      {orientation !== 1 && <p class="warning">{t('exifTurned', { orientation })}</p>}
      {(camera || taken) && <p class="hint">{[camera, taken].filter(Boolean).join(' · ')}</p>}
    </>
  )
}

export function Picture({ src, name, kind }: { src: string; name: string; kind: Kind }) {
  const zoom = useSignal(0)
  const size = useSignal<[number, number] | undefined>(undefined)
  const isBroken = useSignal(false)
  if (isBroken.value) {
    return (
      <>
        <p class="hint">{t('previewBroken')}</p>
        {kind.exif && <Exif exif={kind.exif} />}
      </>
    )
  }
  const factor = ZOOMS[zoom.value] as number
  const step = (by: number) => {
    zoom.value = Math.max(0, Math.min(ZOOMS.length - 1, zoom.value + by))
  }
  const [width, height] = size.value ?? []
  const sized =
    factor === 0 || width === undefined || height === undefined
      ? undefined
      : { width: `${width * factor}px`, height: `${height * factor}px`, maxWidth: 'none', maxHeight: 'none' }
  return (
    <div class="picture">
      <div class="picture-tools">
        <span class="hint">{width !== undefined && `${width} × ${height}`}</span>
        <button
          type="button"
          class="quiet"
          aria-label={t('zoomOut')}
          disabled={zoom.value === 0}
          onClick={() => step(-1)}
        >
          −
        </button>
        <output class="zoom">{factor === 0 ? t('zoomFit') : `${factor * 100} %`}</output>
        <button
          type="button"
          class="quiet"
          aria-label={t('zoomIn')}
          disabled={zoom.value === ZOOMS.length - 1}
          onClick={() => step(1)}
        >
          +
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls when the picture is larger */}
      <section class="picture-frame" tabIndex={0} aria-label={t('previewOf', { name })}>
        <img
          src={src}
          alt={t('previewOf', { name })}
          class={factor > 1 ? 'is-enlarged' : undefined}
          style={sized}
          onLoad={({ currentTarget }) => {
            size.value = [currentTarget.naturalWidth, currentTarget.naturalHeight]
          }}
          onError={() => {
            isBroken.value = true
          }}
        />
      </section>
      {kind.exif && <Exif exif={kind.exif} />}
    </div>
  )
}

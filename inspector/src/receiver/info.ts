// What the receiver says of itself.

import { signal } from '@preact/signals'
import { fetchInfo, type Info } from './api.ts'

export const info = signal<Info>({ uploadPath: '/upload' })

export async function loadInfo() {
  try {
    info.value = await fetchInfo()
  } catch {
    // The connection is shown to be lost; the defaults do until the page is loaded again.
  }
}

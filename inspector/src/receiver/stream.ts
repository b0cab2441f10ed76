// The events of the receiver: one stream for all tabs of a browser, and none while no tab can be seen. A browser opens six
// connections to an origin, which can be the developer's own app: each stream takes one of them away.
//
// A tab that can be seen asks for a lock; the one that has it reads the stream and passes on to the others what comes.

import { effect, signal } from '@preact/signals'

export interface Message {
  type: string
  data: unknown
}

const NAME = 'uploadtask.events'
const TYPES = ['upload', 'progress', 'remove', 'clear', 'reset', 'rules', 'hits']

/** How long a stream that was refused is left alone, in milliseconds. */
const PAUSE_MS = 2000

interface Listener {
  /** A stream has begun: what is fetched from now on is complete with what comes. */
  opened: () => void
  lost: () => void
  message: (message: Message) => void
}

const isVisible = signal(document.visibilityState === 'visible')
document.addEventListener('visibilitychange', () => {
  isVisible.value = document.visibilityState === 'visible'
})

/** Reads the stream until the returned function is called. */
function read(listener: Listener) {
  let source: EventSource
  let timer: ReturnType<typeof setTimeout> | undefined
  function open() {
    source = new EventSource('api/events')
    source.addEventListener('open', listener.opened)
    source.addEventListener('error', () => {
      listener.lost()
      // The browser tries again by itself unless an answer told it not to, as that of another server on this port.
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, PAUSE_MS)
    })
    for (const type of TYPES) {
      source.addEventListener(type, ({ data }) => listener.message({ type, data: JSON.parse(data) }))
    }
  }
  open()
  return () => {
    clearTimeout(timer)
    source.close()
  }
}

/** Follows the receiver until the page is left. */
export function follow(listener: Listener) {
  const channel = new BroadcastChannel(NAME)
  channel.addEventListener('message', ({ data }) => {
    if (data === 'opened') listener.opened()
    else if (data === 'lost') listener.lost()
    else listener.message(data)
  })
  /** Hears the stream, and tells the other tabs. */
  const leading: Listener = {
    opened() {
      channel.postMessage('opened')
      listener.opened()
    },
    lost() {
      channel.postMessage('lost')
      listener.lost()
    },
    message(message) {
      channel.postMessage(message)
      listener.message(message)
    },
  }
  effect(() => {
    if (!isVisible.value) return
    // Whoever reads the stream now may have begun long ago.
    listener.opened()
    // There are none on a page that came by http: from another machine: then each tab that can be seen reads for itself.
    if (navigator.locks === undefined) return read(listener)
    const waiting = new AbortController()
    navigator.locks
      .request(NAME, { signal: waiting.signal }, () => {
        const close = read(leading)
        return new Promise<void>((resolve) => {
          waiting.signal.addEventListener('abort', () => {
            close()
            resolve()
          })
        })
      })
      .catch(() => {
        // It was hidden before it had the lock.
      })
    return () => waiting.abort()
  })
}

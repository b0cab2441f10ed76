// What a rule is, as the compiler sees it: what may be written, and what may not.

import { createReceiver, passthrough, type Rule } from 'uploadtask/receiver'

const rules: Rule[] = [
  {},
  { id: 'a', name: 'A', enabled: false, delay: 1, bodyDelay: 1, throttle: 1 },
  { match: { method: 'POST', path: '/a', header: { a: true }, field: { b: 'c' }, filename: '*', type: '*' } },
  {
    match: { method: 'patch' },
    nth: [1, 2],
    respond: { status: 599, headers: { a: ['b'] }, body: [{ c: null }] },
  },
  { times: 1, early: true, redirect: { location: '/', status: 303 } },
  { passthrough: new URL('https://api.example.com'), delay: 5 },
  { fault: { drop: 0 }, throttle: 5 },
  { fault: { reset: 1 } },
  { match: (upload) => upload.files.length > 1, respond: (upload) => ({ status: 201, body: upload.id }) },
  {
    respond: async ({ files }) => ({ body: await Promise.resolve(Buffer.from(files[0].sha256)), gzip: true }),
  },
  { respond: () => undefined },
  passthrough('https://api.example.com', { match: { path: '/api/**' }, times: 1 }),
]
const receiver = createReceiver({ rules, allowReplay: true })
const isThere: boolean = receiver.rules.enable('a', true)
receiver.rules.order(receiver.rules.list().map(({ id = '' }) => id))
const matched: number | undefined = isThere ? receiver.rules.hits().a?.matched : undefined
const replayed: string | undefined = receiver.uploads[0]?.replayOf
export const known = [matched, replayed]

export const refused: Rule[] = [
  // @ts-expect-error two ends
  { fault: { drop: 1 }, respond: {} },
  // @ts-expect-error two ends
  { redirect: { location: '/' }, respond: {} },
  // @ts-expect-error two ends
  { passthrough: 'https://a', fault: { drop: 1 } },
  // @ts-expect-error two faults
  { fault: { drop: 1, reset: 1 } },
  // @ts-expect-error no fault
  { fault: {} },
  // @ts-expect-error two ways to count
  { times: 1, nth: 1 },
  // @ts-expect-error there is nothing to bring forward
  { fault: { drop: 1 }, early: true },
  // @ts-expect-error no final status
  { respond: { status: 100 } },
  // @ts-expect-error past the last status
  { respond: { status: 600 } },
  // @ts-expect-error no final status, of a function
  { respond: () => ({ status: 100 }) },
  // @ts-expect-error no such method
  { match: { method: 'GTE' } },
  // @ts-expect-error no status of a redirect
  { redirect: { location: '/', status: 304 } },
  // @ts-expect-error a redirect to nowhere
  { redirect: {} },
  // @ts-expect-error a promise says neither yes nor no
  { match: async () => true },
  // @ts-expect-error no member of JSON
  { respond: { body: { at: () => 1 } } },
  // @ts-expect-error an old name
  { drop: 5, answer: {} },
  // @ts-expect-error it belongs to the rule
  { match: { nth: 1 } },
]

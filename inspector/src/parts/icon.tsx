// The icons of the page, as paths on a field of 24 × 24, drawn with the text's colour.

const PATHS = {
  complete: 'M20 6 9 17l-5-5',
  failed:
    'M12 8v5m0 3.5v.01M10.3 3.9 2.4 17.5A2 2 0 0 0 4.1 20.5h15.8a2 2 0 0 0 1.7-3L13.7 3.9a2 2 0 0 0-3.4 0Z',
  receiving: 'M12 3v12m0 0 5-5m-5 5-5-5M4 20h16',
  rules: 'M4 7h10m4 0h2M4 17h2m4 0h10M14 7a2 2 0 1 0 4 0 2 2 0 0 0-4 0ZM6 17a2 2 0 1 0 4 0 2 2 0 0 0-4 0Z',
  trash: 'M4 7h16M10 11v6m4-6v6M6 7l1 12a2 2 0 0 0 2 2h6a2 2 0 0 0 2-2l1-12M9 7V4h6v3',
  language: 'M4 5h9m-4.5-2v2m2.5 0c-.8 4-3.2 7-7 9m2-6c1.2 2.6 3.2 4.6 6 6m1 7 4-10 4 10m-6.8-3h5.6',
  help: 'M12 17.5v.01M9.2 9a2.9 2.9 0 1 1 4.3 2.6c-.9.5-1.5 1.2-1.5 2.4M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z',
  copy: 'M9 9h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1ZM4 15V4a1 1 0 0 1 1-1h11',
  download: 'M12 4v11m0 0 4-4m-4 4-4-4M4 19h16',
  back: 'M15 5l-7 7 7 7',
  file: 'M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8l-5-5Zm0 0v5h5',
  picture:
    'M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1Zm-.5 13 5-5 4 4 2.5-2.5 4.5 4.5M15 9.5a1 1 0 1 0 .01 0Z',
  close: 'M6 6l12 12M18 6 6 18',
  replay: 'M4 12a8 8 0 1 0 2.5-5.8M4 4v4.5h4.5',
  stop: 'M7 7h10v10H7z',
  pin: 'M9 4h6l-1 6 3 3v2H7v-2l3-3-1-6Zm3 11v6',
  note: 'M5 4h14v11l-5 5H5V4Zm9 16v-5h5M8.5 9h7M8.5 13h4',
  compare: 'M5 4h5v16H5zM14 4h5v16h-5z',
  follow: 'M5 5h14M12 20V9m0 0-4.5 4.5M12 9l4.5 4.5',
  select: 'M4 6l2 2 3-3M12 7h8M4 13l2 2 3-3M12 14h8M12 19h8',
  archive: 'M4 4h16v4H4zM6 8v12h12V8M10 12h4',
  filter: 'M4 5h16l-6 8v6l-4-2v-4L4 5Z',
  sound:
    'M9 18V6l11-2v12M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Zm11-2a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Z',
  video: 'M4 6h11v12H4zM15 11l5-3v8l-5-3',
  up: 'M12 19V6m0 0-5 5m5-5 5 5',
  down: 'M12 5v13m0 0 5-5m-5 5-5-5',
  drag: 'M9 6v.01M15 6v.01M9 12v.01M15 12v.01M9 18v.01M15 18v.01',
  plus: 'M12 5v14M5 12h14',
  more: 'M6 12v.01M12 12v.01M18 12v.01',
}

export type IconName = keyof typeof PATHS

/** An icon says nothing to screen readers: a text always stands beside it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}

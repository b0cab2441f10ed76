// How a file is shown, by what its sender says of it. Pure.

/** A picture above this many bytes has no thumbnail: the list would load all of it. */
const MAX_THUMBNAIL_BYTES = 8_000_000

/** A JSON above this many bytes is text only: the receiver gives no more at once. */
export const MAX_JSON_BYTES = 1024 * 1024

export function hasThumbnail({ contentType = '', size }: { contentType?: string; size: number }) {
  return /^image\/(?:png|jpeg|gif|webp|avif)\b/i.test(contentType) && size <= MAX_THUMBNAIL_BYTES
}

export function hasTree({ contentType, name, size }: { contentType: string; name: string; size: number }) {
  return size <= MAX_JSON_BYTES && (/[/+]json\b/i.test(contentType) || /\.(?:geo)?json$/i.test(name))
}

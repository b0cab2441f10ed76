// How the search on the site cuts text into words, for its index and for what a reader types.

/**
 * Words by spaces and punctuation. Chinese has neither between words: a run of its characters becomes each two that stand
 * side by side. `Intl.Segmenter` would give real words, but other ones in each browser than in the Node.js that built the
 * index, and words that differ are not found.
 *
 * VitePress writes this function into the pages as text: it uses nothing from outside.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function tokenize(text) {
  const words = text.split(/[\n\r\p{Z}\p{P}]+/u)
  return words.flatMap((word) =>
    (word.match(/\p{sc=Han}+|\P{sc=Han}+/gu) ?? []).flatMap((run) =>
      run.length > 2 && /\p{sc=Han}/u.test(run)
        ? Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2))
        : [run],
    ),
  )
}

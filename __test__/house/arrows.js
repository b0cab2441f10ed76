'use strict'
// Which arrows between files run where they must not: back up, sideways, past a folder's door, or in a circle.

/**
 * @typedef {Map<string, string[]>} Imports From each file to the files that it imports; all as paths with slashes.
 *
 * @typedef {object} House
 * @property {Array<Record<string, string[]>>} layers From the top down. The parts of a layer stand side by side; each is
 *   given by its files, and by its folders with a slash at their end.
 * @property {Record<string, string[]>} [exceptions] From a file to what it may import in spite of the layers.
 * @property {string} [door] The name of the file by which the other parts come into a folder that has one.
 */

/** @returns {(file: string) => { part: string, depth: number, folder?: string } | undefined} */
function placesOf(/** @type {House} */ { layers }) {
  return (file) => {
    for (const [depth, parts] of layers.entries()) {
      for (const [part, places] of Object.entries(parts)) {
        const place = places.find((one) => (one.endsWith('/') ? file.startsWith(one) : file === one))
        if (place) return { part, depth, folder: place.endsWith('/') ? place : undefined }
      }
    }
  }
}

/**
 * A sentence for each arrow that runs where it must not, and for each exception that nobody needs.
 *
 * @param {Imports} imports
 * @param {House} house
 */
function findWrongArrows(imports, house) {
  const placeOf = placesOf(house)
  const unused = new Set(
    Object.entries(house.exceptions ?? {}).flatMap(([file, targets]) =>
      targets.map((target) => `${file} → ${target}`),
    ),
  )
  /** @type {string[]} */
  const wrong = []
  for (const [file, targets] of imports) {
    const from = placeOf(file)
    if (!from) wrong.push(`${file} belongs to no part`)
    for (const target of from ? targets : []) {
      const arrow = `${file} → ${target}`
      const to = placeOf(target)
      if (unused.delete(arrow) || to?.part === from?.part) continue
      if (!to) wrong.push(`${arrow}: the target belongs to no part`)
      else if (from && to.depth < from.depth) wrong.push(`${arrow}: up, from ${from.part} to ${to.part}`)
      else if (to.depth === from?.depth) wrong.push(`${arrow}: sideways, from ${from.part} to ${to.part}`)
      else {
        const door = house.door && to.folder && `${to.folder}${house.door}`
        if (door && imports.has(door) && target !== door) wrong.push(`${arrow}: not by ${door}`)
      }
    }
  }
  return [...wrong, ...[...unused].map((arrow) => `${arrow}: an exception that nobody needs`)]
}

/**
 * The circles: groups of files of which each leads to each other.
 *
 * @param {Imports} imports
 * @returns {string[][]}
 */
function findCircles(imports) {
  // Tarjan's strongly connected components.
  /** @type {Map<string, { index: number, low: number, onStack: boolean }>} */
  const visited = new Map()
  /** @type {string[]} */
  const stack = []
  /** @type {string[][]} */
  const circles = []
  const visit = (/** @type {string} */ file) => {
    const node = { index: visited.size, low: visited.size, onStack: true }
    visited.set(file, node)
    stack.push(file)
    for (const target of imports.get(file) ?? []) {
      const seen = visited.get(target)
      if (seen?.onStack) node.low = Math.min(node.low, seen.index)
      else if (!seen) node.low = Math.min(node.low, visit(target).low)
    }
    if (node.low === node.index) {
      const group = stack.splice(stack.indexOf(file))
      for (const member of group) Object.assign(visited.get(member) ?? {}, { onStack: false })
      if (group.length > 1) circles.push(group.sort())
    }
    return node
  }
  for (const file of imports.keys()) if (!visited.has(file)) visit(file)
  return circles
}

module.exports = { findWrongArrows, findCircles }

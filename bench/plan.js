'use strict'
// Which clients have to run which workloads for the chosen targets.

const { CLIENTS } = require('./clients.js')
const { WORKLOADS, quickly } = require('./workloads.js')

/** @typedef {{ name: string, workload: import('./workloads.js').Workload, clients: string[] }} Step */

/**
 * @param {import('./targets.js').Target[]} targets
 * @param {string[]} clients Those that may run, beside the baselines.
 * @param {boolean} isQuick
 * @returns {Step[]}
 */
function makePlan(targets, clients, isQuick) {
  /** @type {Map<string, Set<string>>} */
  const needed = new Map()
  for (const { parts, withAllClients = false } of targets) {
    for (const part of parts) {
      if (part.workload === undefined) continue
      const all = withAllClients ? Object.keys(CLIENTS).filter((client) => client !== 'noop') : []
      needed.set(part.workload, new Set([...(needed.get(part.workload) ?? []), ...part.clients, ...all]))
    }
  }
  return Object.entries(WORKLOADS)
    .map(([name, workload]) => ({
      name,
      workload: isQuick ? quickly(workload) : workload,
      clients: Object.keys(CLIENTS).filter(
        (client) => needed.get(name)?.has(client) && (clients.includes(client) || CLIENTS[client].isBaseline),
      ),
    }))
    .filter((step) => step.clients.length > 0)
}

module.exports = { makePlan }

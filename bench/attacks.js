'use strict'
// How long hostile uploads stop the receiver's event loop, and how large its heap grows: 30 MB of each sort.
//   node bench/attacks.js

const { BODIES, requestOf, send, startWatched } = require('../__test__/support/attacks.js')

async function main() {
  const receiver = await startWatched()
  console.log('| 30 MB of | status | longest stop, ms | heap, MB |')
  console.log('| --- | --- | --- | --- |')
  for (const attack of BODIES) {
    const bytes = requestOf(attack)
    await receiver.measure()
    const status = await send(receiver.port, bytes)
    const { heap, stop } = await receiver.measure()
    console.log(`| ${attack.what} | ${status} | ${stop.toFixed(0)} | ${(heap / 1e6).toFixed(0)} |`)
  }
  await receiver.end()
}

main()

// Runs the page in Node: the data of the page become members of it, as on the watch.
import page from './pages/record/record.js'

const vm = { ...page, ...page.private, url: process.argv[2] }
await new Promise((resolve) => {
  vm.onSent = resolve
  vm.sendRecord()
})
console.log(`${vm.percent} % ${vm.message}`)
console.log(`log: ${await vm.sendLog()}`)
for (const action of [vm.leave, vm.greet]) {
  try {
    action()
  } catch (error) {
    console.log(error.message)
  }
}

// Has the page run in Vite's development server, as it does for rendering on the server; then asks for it as a browser
// would.
import uploadtask from 'uploadtask/bundlers'
import { createServer } from 'vite'

const server = await createServer({
  configFile: false,
  appType: 'custom',
  logLevel: 'silent',
  server: { middlewareMode: true, ws: false },
  plugins: [uploadtask.vite()],
  ssr: { noExternal: ['watch-log'] },
})
const { default: page } = await server.ssrLoadModule('/src/pages/record/record.js')
const vm = { ...page, ...page.private, url: process.argv[2] }
await new Promise((resolve) => {
  vm.onSent = resolve
  vm.sendRecord()
})
console.log(vm.message)
console.log(`log: ${await vm.sendLog()}`)
await server.transformRequest('/src/pages/record/record.js').catch(({ message }) => console.log(message))
await server.close()

// Uploads from a worker that is an ES module and from one that is CommonJS.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

const [url, filePath, execArgv] = process.argv.slice(2)
for (const file of ['worker-module.mjs', 'worker-commonjs.cjs']) {
  const worker = new Worker(new URL(file, import.meta.url), {
    argv: [url, filePath],
    ...(execArgv && { execArgv: execArgv.split(' ') }),
  })
  const exit = once(worker, 'exit')
  const [message] = await once(worker, 'message')
  console.log(message)
  await exit
}

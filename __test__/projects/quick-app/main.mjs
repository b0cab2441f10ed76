// Runs the built page: its uploads, then what it calls of other features.
import { files } from 'uploadtask'
import { loadPage } from './run-page.mjs'

const [url, file] = process.argv.slice(2)
files.write('internal://files/log.txt', 'a log')
const page = loadPage(file, { url })
console.log(page.state)
console.log(await new Promise((resolve) => page.sendRecord(resolve)))
console.log(await new Promise((resolve) => page.sendLog(resolve)))
for (const action of ['leave', 'listen', 'greet', 'shake']) {
  try {
    page[action]()
  } catch (error) {
    console.log(error.message)
  }
}

import { files } from 'uploadtask'
import page from '../src/pages/record/record.js'

/** The page as the watch makes it: its data are members of it. */
function createPage() {
  files.write('internal://files/record.txt', 'a record')
  return { ...page, ...page.private, url: process.env.RECEIVER }
}

test('the page sends its record', async () => {
  const vm = createPage()
  await new Promise((resolve) => {
    vm.onSent = resolve
    vm.sendRecord()
  })
  expect(vm.percent).toBe(100)
  expect(vm.message).toMatch(/^sent: 200 /)
})

test('the package that the page uses sends its log', async () => {
  expect(await createPage().sendLog()).toBe(200)
})

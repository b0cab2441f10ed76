// A page in a .ux file, as it is; the test has the router that the page goes back by.
import router from '@system.router'
import { files } from 'uploadtask'
import page from '../src/pages/list/index.ux'

test('the page uploads its list, and goes back', async () => {
  files.write('internal://files/list.txt', 'a list')
  let wentBack = false
  router.back = () => {
    wentBack = true
  }
  const vm = { ...page, ...page.private }
  await new Promise((resolve) => vm.send(process.env.RECEIVER, resolve))
  expect(vm.state).toBe('sent: 200')
  expect(wentBack).toBe(true)
})

// What else the page uses: the tests have stand-ins of their own for it.
import file from '@system.file'
import page from '../src/pages/record/record.js'

test('what is not there says so when it is called', () => {
  expect(() => page.leave()).toThrow('router.back: there is no @system.router in Node.js')
  expect(() => file.list()).toThrow('file.list: there is no @system.file in Node.js')
  expect(() => file.somethingNew()).toThrow('file.somethingNew: there is no @system.file in Node.js')
})

test('a member of a feature can be replaced', () => {
  file.list = ({ success }) => success({ fileList: [] })
  let listed
  file.list({
    success: ({ fileList }) => {
      listed = fileList
    },
  })
  expect(listed).toEqual([])
})

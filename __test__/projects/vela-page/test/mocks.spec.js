// The page with a feature that the test has put in place of the watch's.
const { jest } = import.meta
const mock = jest ? jest.unstable_mockModule : vi.doMock

test('the page leaves by the router of the test', async () => {
  const back = (jest ?? vi).fn()
  mock('@system.router', () => ({ back, default: { back } }))
  const { default: page } = await import('../src/pages/record/record.js')
  page.leave()
  expect(back).toHaveBeenCalledTimes(1)
})

// uni-app's own runtime for a host uploads through the host's global.
const [runtime, url, filePath] = process.argv.slice(2)
// What the runtimes for WeChat, Alipay and HarmonyOS ask for as they are loaded.
for (const name of ['wx', 'my', 'has']) {
  if (!globalThis[name]) continue
  globalThis[name].canIUse ??= () => false
  globalThis[name].getSystemInfoSync ??= () => ({})
}
const { default: uni } = await import(`@dcloudio/uni-mp-${runtime}/dist/uni.api.esm.js`)
const report = (...values) => console.log(JSON.stringify(values))

const options = { url, filePath, name: 'file', formData: { user: 'uni' } }
const promise = uni.uploadFile(options)
report('promise', promise instanceof Promise, 'abort' in promise, (await promise).statusCode)

const events = []
const called = await new Promise((resolve) => {
  const calls = []
  const task = uni.uploadFile({
    ...options,
    success: ({ statusCode }) => calls.push(['success', statusCode]),
    complete: () => resolve(calls),
  })
  task.onProgressUpdate(({ progress }) => events.push(progress))
})
report('task', ...called, events.at(-1))

for (const [name, more] of [
  ['abort', {}],
  ['missing', { filePath: `${filePath}.missing` }],
]) {
  const results = await new Promise((resolve) => {
    const calls = []
    const task = uni.uploadFile({
      ...options,
      ...more,
      fail: (error) => calls.push(error),
      complete: (result) => resolve([...calls, result]),
    })
    if (name === 'abort') task.abort()
  })
  report(name, ...results)
}

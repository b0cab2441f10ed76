import { Blob as NodeBlob } from 'node:buffer'
import { URL as NodeURL } from 'node:url'
import { uploadChosen, uploadPreview } from '../src/upload.js'

/** Three slices and a little. */
const TEXT = 'something of some length '.repeat(130_000)

test("a File of the page's own goes out under its name, with its type", async () => {
  const file = new window.File([TEXT], 'chosen.txt', { type: 'text/markdown' })
  const progress = []
  const task = uploadChosen(file)
  task.onProgressUpdate((event) => progress.push(event.progress))
  expect((await task).statusCode).toBe(200)
  expect(progress.at(-1)).toBe(100)
})

test("a Blob of the page's own has no name", async () => {
  expect((await uploadChosen(new window.Blob([TEXT]))).statusCode).toBe(200)
})

test('a blob: URL, and a data: URL as a canvas gives it', async () => {
  // The page's own, which jest's jsdom has not.
  const maker = URL.createObjectURL ? { URL, Blob } : { URL: NodeURL, Blob: NodeBlob }
  const preview = maker.URL.createObjectURL(new maker.Blob([TEXT], { type: 'image/png' }))
  expect((await uploadPreview(preview)).statusCode).toBe(200)
  expect((await uploadPreview(`data:image/png;base64,${btoa(TEXT)}`)).statusCode).toBe(200)
})

test("a blob: URL of another window's is a failure that says so", async () => {
  await expect(uploadPreview('blob:http://localhost/5bb0a7f2')).rejects.toMatchObject({
    errMsg: expect.stringContaining('it is not a URL of URL.createObjectURL of Node.js'),
  })
})

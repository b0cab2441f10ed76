// A receiver runs where globals are those of a browser, or are missing, as in the environments with a document.
const http = require('node:http')
const { createReceiver } = require('uploadtask/receiver')

const HEADERS = { 'Content-Type': 'multipart/form-data; boundary=x', Origin: 'http://page.example' }

function part(head, body) {
  return Buffer.concat([
    Buffer.from(`--x\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
    body,
    Buffer.from('\r\n'),
  ])
}

/** A request as another process would send it; gives the answer's text. */
function call(port, method, path, headers = {}, body = undefined) {
  return new Promise((resolve, reject) => {
    const request = http.request({ port, host: '127.0.0.1', method, path, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve(text))
    })
    request.on('error', reject)
    request.end(body)
  })
}

test('a receiver takes an upload with a field in GBK, throttled, delayed, and looked at', async () => {
  const receiver = createReceiver({ rules: [{ throttle: 1_000_000 }, { delay: 1 }] })
  const { port } = await receiver.listen()
  const body = Buffer.concat([
    part('name=a\r\nContent-Type: text/plain; charset=gbk', Buffer.from([0xd6, 0xd0])),
    part('name=f; filename=x.txt', Buffer.from('data')),
    Buffer.from('--x--'),
  ])
  const answer = await call(port, 'POST', '/', HEADERS, body)
  expect(JSON.parse(answer).fields.a).toBe('中')
  const upload = await receiver.next({}, { timeout: 5000 })
  expect(await call(port, 'GET', `/__uploadtask/api/uploads/${upload.id}/files/0/text`)).toBe('data')
  expect(JSON.parse(await call(port, 'GET', '/__uploadtask/api/uploads'))).toHaveLength(1)
  await receiver.close()
})

test('a receiver that closes breaks off what comes in, and one waits in vain for what does not come', async () => {
  const receiver = createReceiver({ idleTimeout: 10_000 })
  const { port } = await receiver.listen()
  await expect(receiver.next({}, { timeout: 20 })).rejects.toMatchObject({ code: 'ERR_NO_UPLOAD' })
  const broken = http.request({ port, host: '127.0.0.1', method: 'POST', headers: HEADERS })
  broken.on('error', () => {})
  const started = new Promise((resolve) => receiver.once('start', resolve))
  broken.flushHeaders()
  const upload = await started
  await receiver.close()
  expect(upload.error.code).toBe('aborted')
})

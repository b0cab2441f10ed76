// A page's script as it stands in a quick app of the alliance, after the example of its documentation.
import uploadtask from '@system.uploadtask'

const url = 'http://upload.example.test/upload'
const filePath = 'internal://tmp/test.png'

// Start, interrupt, and only then listen.
const interrupted = uploadtask.uploadFile({
  url,
  filePath,
  name: 'testImg',
  success: (data) => {
    console.log(`interrupted success ${JSON.stringify(data)}`)
  },
  fail: (data, code) => {
    console.log(`interrupted fail ${data} ${code}`)
  },
  complete: (data) => {
    console.log(`interrupted complete ${data}`)
  },
})
interrupted.abort()
interrupted.onProgressUpdate((res) => {
  console.log(`interrupted progress ${JSON.stringify(res)}`)
})
interrupted.offProgressUpdate()
interrupted.onHeadersReceived((headers) => {
  console.log(`interrupted headers ${JSON.stringify(headers)}`)
})
interrupted.offHeadersReceived()

// Take one of two listeners off: the other one stays.
const partly = uploadtask.uploadFile({
  url,
  filePath,
  name: 'testImg',
  header: { 'X-Device': 'phone' },
  formData: { user: 'test', steps: 8000 },
  success: (data) => {
    console.log(`partly success ${data.statusCode} ${data.headers['Content-Type']} ${data.data}`)
  },
  fail: (data, code) => {
    console.log(`partly fail ${data} ${code}`)
  },
  complete: (data) => {
    console.log(`partly complete ${data.statusCode}`)
  },
})
const removed = (res) => {
  console.log(`partly removed ${JSON.stringify(res)}`)
}
partly.onProgressUpdate(removed)
partly.onProgressUpdate((res) => {
  console.log(`partly progress ${JSON.stringify(res)}`)
})
partly.offProgressUpdate(removed)
partly.onHeadersReceived(removed)
partly.onHeadersReceived((headers) => {
  console.log(`partly headers ${headers['Content-Type']} ${JSON.stringify(headers['Set-Cookie'])}`)
})
partly.offHeadersReceived(removed)

// Take all listeners off.
const silent = uploadtask.uploadFile({
  url,
  filePath,
  name: 'testImg',
  success: (data) => {
    console.log(`silent success ${data.statusCode}`)
  },
  fail: (data, code) => {
    console.log(`silent fail ${data} ${code}`)
  },
})
silent.onProgressUpdate((res) => {
  console.log(`silent progress ${JSON.stringify(res)}`)
})
silent.offProgressUpdate()
silent.onHeadersReceived((headers) => {
  console.log(`silent headers ${JSON.stringify(headers)}`)
})
silent.offHeadersReceived()

// The failures come by their codes.
uploadtask.uploadFile({
  url,
  filePath: 'internal://tmp/missing.png',
  name: 'testImg',
  fail: (data, code) => {
    console.log(`missing fail ${code} ${data}`)
  },
  complete: () => {
    console.log('missing complete')
  },
})
uploadtask.uploadFile({
  filePath,
  name: 'testImg',
  fail: (data, code) => {
    console.log(`nowhere fail ${code} ${data}`)
  },
})
console.log('page ready')

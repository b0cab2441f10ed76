// A page's script as it stands in an app for the watch, in the order of the vendor's own example.
import uploadtask from '@system.uploadtask'

const url = 'http://upload.example.test/upload'
const filePath = 'internal://mass/download/test.png'

// Start, interrupt, and only then listen.
const interrupted = uploadtask.uploadFile({
  url,
  filePath,
  name: 'testImg',
  success: (res) => {
    console.log(`interrupted success ${JSON.stringify(res)}`)
  },
  fail: (data, code) => {
    console.log(`interrupted fail ${data} ${code}`)
  },
  complete: () => {
    console.log('interrupted complete')
  },
})
interrupted.abort()
interrupted.onProgressUpdate((res) => {
  console.log(`interrupted progress ${JSON.stringify(res)}`)
})
interrupted.offProgressUpdate()

// Take one of two listeners off: the other one stays.
const partly = uploadtask.uploadFile({
  url,
  filePath,
  name: 'testImg',
  header: { 'X-Device': 'watch' },
  formData: { user: 'test', steps: 8000 },
  success: (res) => {
    console.log(`partly success ${res.statusCode} ${res.headers['Content-Type']} ${res.data}`)
  },
  fail: (data, code) => {
    console.log(`partly fail ${data} ${code}`)
  },
  complete: () => {
    console.log('partly complete')
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

// Take all listeners off.
const silent = uploadtask.uploadFile({
  url,
  filePath,
  name: 'testImg',
  success: (res) => {
    console.log(`silent success ${res.statusCode}`)
  },
  fail: (data, code) => {
    console.log(`silent fail ${data} ${code}`)
  },
})
silent.onProgressUpdate((res) => {
  console.log(`silent progress ${JSON.stringify(res)}`)
})
silent.offProgressUpdate()

// What the device checks by itself.
uploadtask.uploadFile({
  url,
  filePath: 'internal://mass/download/missing.png',
  name: 'testImg',
  fail: (data, code) => {
    console.log(`missing fail ${data} ${code}`)
  },
})

const express = require('express')
const { createReceiver } = require('uploadtask/receiver')

const app = express()
app.use(createReceiver({ path: '/api/upload' }).middleware)
app.use(express.static('public'))

const server = app.listen(process.env.PORT ?? 3000, '127.0.0.1', (error) => {
  if (error) throw error
  console.log(`Uploads: http://localhost:${server.address().port}/__uploadtask/`)
})

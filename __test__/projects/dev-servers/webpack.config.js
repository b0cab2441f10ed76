const { createReceiver } = require('uploadtask/receiver')

module.exports = {
  mode: 'development',
  devServer: {
    setupMiddlewares(middlewares) {
      const receiver = createReceiver({ path: '/api/upload' })
      return [{ name: 'uploadtask', middleware: receiver.middleware }, ...middlewares]
    },
    onListening({ server }) {
      console.log(`Uploads: http://localhost:${server.address().port}/__uploadtask/`)
    },
  },
}

'use strict'

const { startServerProcess } = require('../server-process')
const { rustServer } = require('../setup')

const start = async () => startServerProcess(await rustServer())

module.exports = { title: 'axum', start }

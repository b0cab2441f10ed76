'use strict'

const path = require('node:path')
const { startServerProcess } = require('../server-process')
const { pythonWithPackages } = require('../setup')

const program = path.join(__dirname, '..', 'python', 'django_server.py')

const start = async () => startServerProcess(await pythonWithPackages(), [program])

module.exports = { title: 'Django', start }

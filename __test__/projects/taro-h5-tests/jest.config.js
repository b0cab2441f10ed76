module.exports = { preset: 'uploadtask/jest', testEnvironment: 'jsdom' }

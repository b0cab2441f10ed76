module.exports = { preset: 'uploadtask/jest' }

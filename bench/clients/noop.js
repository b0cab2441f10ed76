'use strict'
// What the process itself costs.

exports.createUpload = async () => async () => {}

'use strict'
// The clients, in the order in which each round runs them. All but `limit` and `curl` are modules in clients/, each
// in a Node.js process of its own.

/**
 * @typedef {object} Client
 * @property {string} label Its name in tables and charts.
 * @property {string} about For --help.
 * @property {boolean} [isBaseline] The others are compared with it: it runs whatever --clients says.
 * @property {boolean} [sendsNothing]
 * @property {boolean} [isTimedAsProcess] It cannot time itself: its time is that of its process.
 * @property {boolean} [isExtra] No target names it: it runs where all clients run.
 */

/** @type {Record<string, Client>} */
const CLIENTS = {
  limit: {
    label: 'native limit',
    about: 'one native thread: read(2), write(2), 256 KiB at a time',
    isBaseline: true,
  },
  noop: {
    label: 'noop',
    about: 'the same Node.js process uploading nothing',
    isBaseline: true,
    sendsNothing: true,
  },
  uploadtask: { label: 'uploadtask', about: 'this package, wx.uploadFile' },
  'node-http': {
    label: 'node:http',
    about: 'written by hand: reads of 1 MiB piped into the request; small files in one write',
  },
  undici: { label: 'undici.request', about: 'undici.request with FormData' },
  fetch: { label: 'fetch', about: "Node.js' own fetch with FormData" },
  axios: { label: 'axios', about: 'axios with form-data', isExtra: true },
  got: { label: 'got', about: 'got with form-data', isExtra: true },
  superagent: { label: 'superagent', about: 'superagent, .attach()', isExtra: true },
  curl: {
    label: 'curl',
    about: 'the program, one process for all files',
    isExtra: true,
    isTimedAsProcess: true,
  },
}

module.exports = { CLIENTS }

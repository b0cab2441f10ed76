'use strict'
// `uploadtask/receiver`: the other end of an upload, for tests and dev servers.

require('../node-version.js').requireNode()
const { randomBytes } = require('node:crypto')
const { EventEmitter } = require('node:events')
const { AwaitUploads } = require('./await-uploads.js')
const { cosPost, ossPost, s3Post } = require('./form-post/rule.js')
const { newAbortController, setImmediate } = require('./node-globals.js')
const { Interceptions } = require('./interception.js')
const { createMiddleware } = require('./middleware.js')
const { readOptions } = require('./options.js')
const { checkRules, createRuleBook, parseRules, passthrough } = require('./rules/index.js')
const { createServer, listen } = require('./server.js')
const { Store } = require('./store.js')
const { Traces } = require('./traces.js')

/** @typedef {import('./received-upload.js').Upload} Upload */
/** @typedef {import('./reception.js').ReceptionContext} ReceptionContext */

/** @extends {EventEmitter<import('./index.js').ReceiverEvents>} */
class Receiver extends EventEmitter {
  #closing = newAbortController()
  #ended
  #initialRules
  #store
  #context
  #interceptions
  /** @type {Traces | undefined} */
  #traces
  /** @type {ReturnType<typeof import('./inspector/index.js').createInspector> | undefined} */
  #inspector
  /** @type {import('node:http').Server | undefined} */
  #server
  /** @type {Promise<void> | undefined} */
  #closed

  /** @param {unknown} given */
  constructor(given) {
    super()
    const options = readOptions(given)
    const rules = createRuleBook(options.rules)
    this.#initialRules = rules.list()
    if (options.inspector) this.#traces = new Traces()
    this.#ended = new AwaitUploads(
      () => this.#store.uploads,
      // The server of what it intercepts does not keep the process alive; who waits for an upload does.
      () => this.#interceptions.isActive,
    )
    this.#store = new Store(options, {
      onRemove: (upload) => {
        this.#ended.delete(upload)
        this.#traces?.delete(upload)
        this.#tell('remove', upload.id)
      },
      isPinned: (id) => this.#traces?.isPinned(id) === true,
    })
    /** @type {ReceptionContext} */
    this.#context = {
      options,
      store: this.#store,
      rules,
      emit: (/** @type {string} */ event, /** @type {Upload} */ upload) => {
        if (event === 'end') this.#ended.add(upload)
        this.#traces?.tell(event, upload)
        this.#tell(event, upload)
      },
      hop: `uploadtask-${randomBytes(8).toString('hex')}`,
      closing: this.#closing.signal,
      traces: this.#traces,
      active: new Map(),
    }
    // Each reception listens; there may be many.
    EventEmitter.setMaxListeners(0, this.#closing.signal)
    this.rules = this.#announceRules(rules)
    if (this.#traces) this.#inspector = this.#createInspector(this.#traces, options)
    this.#interceptions = new Interceptions(this.#context)
    this.middleware = createMiddleware(this.#context, this.#inspector)
  }

  get directory() {
    return this.#store.directory
  }

  get uploads() {
    return this.#store.uploads
  }

  get(/** @type {string} */ id) {
    return this.#store.get(id)
  }

  async remove(/** @type {string} */ id) {
    if (this.get(id)?.state === 'receiving') {
      const reception = this.#context.active.get(id)
      reception?.stop('removed')
      await reception?.done
    }
    return this.#store.remove(id)
  }

  next(/** @type {unknown} */ match, /** @type {unknown} */ options) {
    return this.#ended.next(match, options)
  }

  waitFor(/** @type {unknown} */ count, /** @type {unknown} */ match, /** @type {unknown} */ options) {
    return this.#ended.waitFor(count, match, options)
  }

  expectNone(/** @type {unknown} */ milliseconds) {
    return this.#ended.expectNone(milliseconds, this)
  }

  async reset() {
    this.#ended.reset()
    this.rules.set(this.#initialRules)
    const active = [...this.#context.active.values()]
    for (const { stop } of active) stop('removed')
    await Promise.all(active.map(({ done }) => done))
    await this.clear()
  }

  async clear() {
    await this.#clear(() => true)
  }

  async #clear(/** @type {(upload: Upload) => boolean} */ isToGo) {
    const ended = this.#store.uploads.filter((upload) => upload.state !== 'receiving' && isToGo(upload))
    for (const upload of ended) {
      this.#ended.delete(upload)
      this.#traces?.delete(upload)
    }
    await this.#store.removeAll(ended)
    this.#tell('clear')
  }

  async listen(/** @type {import('./index.js').ListenOptions} */ options = {}) {
    if (this.#closed) throw new Error('listen: the receiver was closed; make a new one')
    if (this.#server)
      throw new Error('listen: the receiver is already listening; a receiver listens only once')
    const server = createServer(this.#context, this.#inspector)
    this.#server = server
    try {
      await this.#store.ready()
      const listening = await listen(server, options, this.#inspector !== undefined)
      // A name that is given as the address is one that requests may use.
      if (options.host !== undefined) this.#context.options.hosts.push(options.host)
      return listening
    } catch (error) {
      this.#server = undefined
      throw error
    }
  }

  intercept(/** @type {unknown} */ target) {
    return this.#interceptions.add(target)
  }

  close() {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async [Symbol.asyncDispose]() {
    await this.close()
  }

  async #close() {
    this.#closing.abort()
    this.#inspector?.close()
    const intercepting = this.#interceptions.close()
    const server = this.#server
    if (server) {
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
    }
    await intercepting
    await Promise.all(Array.from(this.#context.active.values(), ({ done }) => done))
    this.#ended.close()
    await this.#store.close()
  }

  /** A listener that throws must not break the upload: the process gets its error. */
  #tell(/** @type {string} */ event, /** @type {unknown[]} */ ...values) {
    try {
      EventEmitter.prototype.emit.call(this, event, ...values)
    } catch (error) {
      setImmediate(() => {
        throw error
      })
    }
  }

  /** @param {Traces} traces @param {import('./options.js').Settings} options */
  #createInspector(traces, { allowReplay, path }) {
    const { createInspector } = require('./inspector/index.js')
    const desk = {
      receiver: this,
      traces,
      clear: () => this.#clear(({ id }) => !traces.isPinned(id)),
      end: async (/** @type {string} */ id) => {
        const reception = this.#context.active.get(id)
        reception?.stop('ended')
        await reception?.done
        return reception !== undefined
      },
      allowReplay,
      closing: this.#closing.signal,
    }
    return createInspector(desk, { path })
  }

  #announceRules(/** @type {ReceptionContext['rules']} */ book) {
    const announce = () => this.#tell('rules')
    return {
      list: () => book.list(),
      set: (/** @type {unknown} */ rules) => {
        book.set(rules)
        announce()
      },
      add: (/** @type {unknown} */ rule) => {
        const added = book.add(rule)
        announce()
        return added
      },
      enable: (/** @type {string} */ id, /** @type {boolean} */ enabled) => {
        const enabledNow = book.enable(id, enabled)
        if (enabledNow) announce()
        return enabledNow
      },
      order: (/** @type {unknown} */ ids) => {
        book.order(ids)
        announce()
      },
      hits: () => book.hits(),
      remove: (/** @type {string} */ id) => {
        const removed = book.remove(id)
        if (removed) announce()
        return removed
      },
      clear: () => {
        book.clear()
        announce()
      },
    }
  }
}

/** @returns {import('./index.js').Receiver} */
function createReceiver(/** @type {unknown} */ options) {
  return new Receiver(options)
}

function checkOptions(/** @type {any} */ options, /** @type {string} */ caller = 'createReceiver') {
  const { rules } = readOptions(options, caller)
  if (rules !== undefined) checkRules(rules, caller)
  return options
}

exports.checkOptions = checkOptions
exports.createReceiver = createReceiver
exports.parseRules = parseRules
exports.passthrough = passthrough
exports.s3Post = s3Post
exports.ossPost = ossPost
exports.cosPost = cosPost
Object.defineProperty(exports, 'default', { value: exports })

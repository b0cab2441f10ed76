'use strict'
// A folder in the system's temporary one, made when it is needed, and removed with its receiver. If a process was
// killed, or a worker of a test runner ended, the next receiver removes the folder of an owner that is gone. Its
// owner holds a lock, a socket that takes connections: the system ends that with the thread, and containers that
// share a temporary folder can see it where they cannot see each other's processes.

const { randomBytes } = require('node:crypto')
const fs = require('node:fs')
const net = require('node:net')
const os = require('node:os')
const path = require('node:path')

const PREFIX = 'uploadtask-receiver-'
/** A folder that is being made has no lock yet. */
const LOCK_GRACE_MS = 60_000
/** A folder of another machine, or of before a restart: its owner is unknown. */
const STALE_MS = 7 * 24 * 60 * 60 * 1000

/** Where a folder's lock is. Windows has sockets elsewhere. */
function lockOf(/** @type {string} */ folder) {
  return process.platform === 'win32' ? `\\\\.\\pipe\\${path.basename(folder)}` : path.join(folder, 'lock')
}

function readText(/** @type {string} */ file) {
  try {
    return fs.readFileSync(file, 'utf8').trim()
  } catch {
    return ''
  }
}

/** When a process was started, in the system's own count; '' where it does not tell. */
function startOf(/** @type {number} */ pid) {
  // The name of the program, in brackets, can have anything in it.
  return readText(`/proc/${pid}/stat`).replace(/^.*\)/s, '').split(' ')[20] ?? ''
}

/** Tells one run of one machine from all others, as far as it can. */
function bootOf() {
  return `${os.hostname()} ${readText('/proc/sys/kernel/random/boot_id')}`
}

/** A container has process numbers of its own. */
function namespaceOf() {
  try {
    return fs.readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

/** Listens for as long as this thread is there. Undefined where that is not possible. */
function hold(/** @type {string} */ lock) {
  return new Promise((/** @type {(server?: net.Server) => void} */ resolve) => {
    const server = net.createServer((socket) => socket.destroy()).unref()
    server.once('error', () => resolve())
    server.listen({ path: lock, exclusive: true }, () => {
      server.removeAllListeners('error').on('error', () => {})
      resolve(server)
    })
  })
}

/** @returns {Promise<'held' | 'free' | 'none'>} */
function stateOf(/** @type {string} */ lock) {
  return new Promise((resolve) => {
    const socket = net.connect(lock)
    socket.unref()
    socket.once('connect', () => {
      socket.destroy()
      resolve('held')
    })
    socket.once('error', (/** @type {NodeJS.ErrnoException} */ { code }) => {
      if (code === 'ENOENT') resolve('none')
      else resolve(code === 'ECONNREFUSED' ? 'free' : 'held')
    })
  })
}

/** Whether a process is gone, or another one has its number. */
function hasEnded(/** @type {{ pid?: number, start?: string }} */ { pid = 0, start }) {
  try {
    process.kill(pid, 0)
    return startOf(pid) !== start
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH'
  }
}

/** Whether the owner of a folder is gone. */
async function isAbandoned(/** @type {string} */ folder) {
  const status = await fs.promises.lstat(folder)
  const age = Date.now() - status.mtimeMs
  if (!status.isDirectory() || status.uid !== (process.getuid?.() ?? status.uid) || age < LOCK_GRACE_MS)
    return false
  const owner = JSON.parse(readText(path.join(folder, 'owner.json')) || '{}')
  if (owner.boot !== bootOf()) return age > STALE_MS
  const lock = await stateOf(lockOf(folder))
  if (lock !== 'none') return lock === 'free'
  // It had none, or Windows has ended it.
  if (owner.hasLock) return true
  return owner.namespace === namespaceOf() && hasEnded(owner)
}

/** Removes the folders in `directory` whose owners are gone. */
async function sweep(directory = os.tmpdir()) {
  const names = await fs.promises.readdir(directory).catch(() => [])
  for (const name of names.filter((one) => one.startsWith(PREFIX))) {
    const folder = path.join(directory, name)
    try {
      if (await isAbandoned(folder)) await fs.promises.rm(folder, { recursive: true, force: true })
    } catch {
      // It is somebody else's, or another sweep was faster.
    }
  }
}

let hasSwept = false

class OwnFolder {
  #root = path.join(os.tmpdir(), `${PREFIX}${randomBytes(6).toString('hex')}`)
  /** @type {Promise<void> | undefined} */
  #made
  /** @type {Promise<void> | undefined} */
  #restored
  /** @type {net.Server | undefined} */
  #lock
  /** Where the files are. */
  path = path.join(this.#root, 'files')

  constructor() {
    if (hasSwept) return
    hasSwept = true
    void sweep()
  }

  /** Makes it, unless that was done. */
  make() {
    this.#made ??= this.#make().catch((error) => {
      // What is in the way now, a full disk for example, may be gone for the next upload.
      this.#made = undefined
      throw error
    })
    return this.#made
  }

  async #make() {
    await fs.promises.mkdir(this.#root, { mode: 0o700 })
    try {
      await this.#furnish()
    } catch (error) {
      await this.#removeRoot()
      throw error
    }
  }

  async #furnish() {
    this.#lock = await hold(lockOf(this.#root))
    const { pid } = process
    const owner = {
      pid,
      start: startOf(pid),
      boot: bootOf(),
      namespace: namespaceOf(),
      hasLock: this.#lock !== undefined,
    }
    await fs.promises.writeFile(path.join(this.#root, 'owner.json'), JSON.stringify(owner))
    await fs.promises.mkdir(this.path, { mode: 0o700 })
  }

  /** Makes it once more, when somebody has removed it or the folder in it. */
  restore() {
    this.#restored ??= this.#restore().finally(() => {
      this.#restored = undefined
    })
    return this.#restored
  }

  async #restore() {
    if (fs.existsSync(this.path)) return
    const status = await fs.promises.lstat(this.#root).catch(() => undefined)
    if (status?.isDirectory() && status.uid === (process.getuid?.() ?? status.uid)) {
      await fs.promises.mkdir(this.path, { mode: 0o700 })
      return
    }
    // Before the next lock: the end of this one removes a file of the same name.
    const lock = this.#lock
    if (lock) await new Promise((resolve) => lock.close(resolve))
    await this.#make()
  }

  async remove() {
    await this.#made?.catch(() => {})
    await this.#restored?.catch(() => {})
    await this.#removeRoot()
  }

  async #removeRoot() {
    this.#lock?.close()
    await fs.promises.rm(this.#root, { recursive: true, force: true, maxRetries: 3 }).catch(() => {})
  }

  removeSync() {
    fs.rmSync(this.#root, { recursive: true, force: true })
  }
}

module.exports = { OwnFolder, sweep }

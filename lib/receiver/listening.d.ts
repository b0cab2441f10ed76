/** Where `receiver.listen` listens. */
export interface ListenOptions {
  /** 0 to 65535; 0 picks a free one. Default 0. */
  port?: number | undefined
  /**
   * An address of this machine, or a name for one. `0.0.0.0` means all of them: then the whole network can upload and look.
   * Default `127.0.0.1`: this machine only.
   */
  host?: string | undefined
}

/** Where a receiver can be reached. */
export interface Listening {
  /** The first of `urls`: `http://127.0.0.1:40123`, without a trailing slash. */
  url: string
  /** The inspector there; undefined when it is off. */
  inspector: string | undefined
  /** One for each address; those of this machine come first. */
  urls: ListeningUrl[]
  /** The actual port, even if 0 was asked for. */
  port: number
}

/** One address of a receiver. */
export interface ListeningUrl {
  /** `http://192.168.1.5:40123`, without a trailing slash. */
  url: string
  /** The inspector there; undefined when it is off. */
  inspector: string | undefined
  /** The address in it. */
  address: string
  /** Whether other machines can reach it. */
  lan: boolean
}

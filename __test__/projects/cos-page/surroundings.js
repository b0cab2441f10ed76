// What the SDK's bundle reads and uploadtask/register does not provide.
globalThis.window = undefined

// What the SDK's bundle reads besides what uploadtask/register provides.
globalThis.window = undefined

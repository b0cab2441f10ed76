// What these SDKs look for beside what uploadtask/register sets; loaded after it.

// A bundle that was made for browsers reads it, and takes `undefined` for an answer.
globalThis.window ??= undefined
// How they tell a mini-program.
globalThis.Page ??= () => {}

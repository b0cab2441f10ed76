// What the project has in place of a feature of the watch; each configuration names it.
export default {
  vibrate: ({ mode }) => console.log(`vibrated: ${mode}`),
}

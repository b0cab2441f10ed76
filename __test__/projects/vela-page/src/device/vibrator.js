// The project's own stand-in for a feature of the watch; each configuration names it.
export default {
  vibrate: ({ mode }) => console.log(`vibrated: ${mode}`),
}

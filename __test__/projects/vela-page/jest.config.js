import uploadtask from 'uploadtask/jest'

export default {
  ...uploadtask,
  // ES modules as they are; jest wants `node --experimental-vm-modules` for them.
  transform: {},
}

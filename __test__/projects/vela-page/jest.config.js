import uploadtask from 'uploadtask/jest'

export default {
  ...uploadtask,
  moduleNameMapper: {
    ...uploadtask.moduleNameMapper,
    '^@system\\.vibrator$': '<rootDir>/src/device/vibrator.js',
  },
  // ES modules as they are; jest wants `node --experimental-vm-modules` for them. A page is its script.
  transform: { '\\.ux$': '<rootDir>/ux-transform.cjs' },
  extensionsToTreatAsEsm: ['.ux'],
}

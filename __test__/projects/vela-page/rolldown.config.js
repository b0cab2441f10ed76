import uploadtask from 'uploadtask/bundlers'

export default {
  input: 'src/main.js',
  platform: 'node',
  output: { file: 'dist/rolldown/main.mjs' },
  plugins: [uploadtask.rolldown()],
}

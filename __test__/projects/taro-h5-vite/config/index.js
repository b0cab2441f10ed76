module.exports = {
  projectName: 'avatar',
  framework: 'react',
  compiler: 'vite',
  sourceRoot: 'src',
  outputRoot: 'dist',
  designWidth: 750,
  deviceRatio: { 375: 2, 640: 1.17, 750: 1, 828: 0.905 },
  plugins: [['uploadtask/taro-plugin', { path: '/api/upload' }]],
  h5: { devServer: { host: '127.0.0.1', open: false } },
}

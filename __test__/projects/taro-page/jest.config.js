module.exports = {
  preset: 'uploadtask/jest',
  moduleNameMapper: {
    // What a build for the platform uses in place of the components.
    '^@tarojs/components$': '@tarojs/plugin-platform-weapp/dist/components-react',
  },
}

export default { pages: ['pages/upload/index'], window: { navigationBarTitleText: 'Upload' } }

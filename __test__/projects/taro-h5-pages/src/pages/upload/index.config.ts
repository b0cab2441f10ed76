export default { navigationBarTitleText: 'Upload' }

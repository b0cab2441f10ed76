// hap-toolkit 0.7 wants the project to have one.
module.exports = { plugins: ['@babel/plugin-transform-modules-commonjs'] }

exports.process = (source) => ({ code: /<script>(.*?)<\/script>/s.exec(source)[1] })

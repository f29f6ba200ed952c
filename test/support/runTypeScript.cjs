// Lets plain Node run this repository's TypeScript, where Jest's own transformation does not reach.
const { readFileSync } = require('node:fs')
const Module = require('node:module')
const { join } = require('node:path')
const { transformSync } = require('@swc/core')

const options = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    target: 'es2022',
  },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
}

const resolveFilename = Module._resolveFilename
/** This package by its name, as the sample application imports it: its sources, not what was built before. */
const own = { 'typeorm-dynamodb': join(__dirname, '../../src/index.ts'), 'typeorm-dynamodb/local': join(__dirname, '../../src/local/startLocalDynamo.ts') }
/** The line of TypeORM to use, where it is not the one of that name. */
const line = process.env.TYPEORM_FOLDER
/** Where Nest's modules stand beside that line. */
const nest = process.env.NEST_FOLDER
Module._resolveFilename = function resolveSuffix(asked, ...rest) {
  if (Object.hasOwn(own, asked)) return own[asked]
  const request = line !== undefined && /^typeorm($|\/)/.test(asked) ? asked.replace('typeorm', line) : asked
  if (nest !== undefined && /^@nestjs\/(typeorm|terminus)$/.test(asked)) return resolveFilename.call(this, request, rest[0], rest[1], { paths: [nest] })
  try {
    return resolveFilename.call(this, request, ...rest)
  } catch (error) {
    if (!/^\.{1,2}\/.*\.js$/.test(request)) throw error
    return resolveFilename.call(this, request.replace(/\.js$/, '.ts'), ...rest)
  }
}

Module._extensions['.ts'] ??= function compile(module, filename) {
  module._compile(transformSync(readFileSync(filename, 'utf8'), { ...options, filename }).code, filename)
}

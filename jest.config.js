const swc = ['@swc/jest', {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    target: 'es2022',
  },
  module: { type: 'commonjs' },
}]
/** Packages that are ES modules alone, which Jest cannot require as they are. */
const modules = '(arktype|arkregex|@ark|@faker-js)/'
const transform = { '^.+\\.[cm]?tsx?$': swc, [`/node_modules/${modules}.+\\.js$`]: swc }
/** The sample application imports the package by its name, as users do. */
const own = { '^typeorm-dynamodb$': '<rootDir>/src/index.ts', '^typeorm-dynamodb/local$': '<rootDir>/src/local/startLocalDynamo.ts' }
const suffix = { '^(\\.{1,2}/.*)\\.js$': '$1' }
const project = (displayName, lines) => ({
  displayName,
  globals: { typeormLine: displayName },
  testEnvironment: '<rootDir>/test/support/engineEnvironment.cjs',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/sample-app/dist/'],
  setupFiles: ['reflect-metadata'],
  globalSetup: '<rootDir>/test/support/globalSetup.ts',
  globalTeardown: '<rootDir>/test/support/globalTeardown.ts',
  transform,
  transformIgnorePatterns: [`/node_modules/(?!${modules})`],
  moduleNameMapper: { ...suffix, ...own, ...lines },
})

/** The same suite on both lines of TypeORM. Both name the same setup file, so one engine serves both. */
module.exports = {
  testTimeout: 120_000,
  // What files leave behind in memory ends with their process, which is soon replaced by another.
  workerIdleMemoryLimit: '300MB',
  // One more than a small machine has cores, since some wait: for pauses, leases and pages. All share one engine.
  maxWorkers: 3,
  testSequencer: '<rootDir>/test/support/schemaFirst.cjs',
  projects: [
    project('typeorm 1', {}),
    project('typeorm 0.3', { '^typeorm$': 'typeorm-v0', '^typeorm/(.*)$': 'typeorm-v0/$1' }),
  ],
}

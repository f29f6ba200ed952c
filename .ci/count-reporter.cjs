const { writeFileSync } = require('node:fs')

/** Writes how many tests passed, failed and were skipped to the file that TEST_COUNTS_FILE names. */
module.exports = class CountReporter {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests }) {
    // A file that cannot be loaded has no tests to fail, and is a failure all the same.
    const failed = numFailedTests + numRuntimeErrorTestSuites
    const skipped = numPendingTests + numTodoTests
    writeFileSync(process.env.TEST_COUNTS_FILE, `${numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
  }
}

const { default: Sequencer } = require('@jest/test-sequencer')

/** Tests that add indexes to tables that exist. */
const adding = /test\/(schema\/|integration\/(migrations|schemaByRunner|typeormCli|dataSource)\.test)/

/**
 * Runs first what adds indexes to tables: late in a long run the local engine has been seen never to begin building one, for
 * no reason that could be found.
 */
module.exports = class SchemaFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => Number(adding.test(b.path)) - Number(adding.test(a.path)))
  }
}

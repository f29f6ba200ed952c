const { default: Sequencer } = require('@jest/test-sequencer')

/** Tests that add indexes to tables that exist. */
const adding = /test\/(schema\/|integration\/(migrations|schemaByRunner|typeormCli|dataSource)\.test)/

/** Tests that take longest: begun late, they would leave the other process without work. */
const long = /test\/integration\/(streamWorker|faultMatrix\w+|bank|sharedIntegrity)\.test/

const rank = ({ path }) => (adding.test(path) ? 0 : long.test(path) ? 1 : 2)

/**
 * Runs first what adds indexes to tables: late in a long run the local engine has been seen never to begin building one, for
 * no reason that could be found. Then what takes long.
 */
module.exports = class SchemaFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => rank(a) - rank(b))
  }
}

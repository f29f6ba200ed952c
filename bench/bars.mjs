/** What must not be exceeded. A ratio is to the same work by hand with DocumentClient, in the same run. */
export const bars = {
  find: 0.55,
  findPage: 0.55,
  batchGet: 0.5,
  batchWrite: 0.45,
  transact: 0.65,
  put: 0.8,
  get: 0.7,
  update: 0.9,
  saveNew: 1.3,
  findOneBy: 1,
  saveChanged: 1.4,
  withCustomers: 0.6,
  /** A ratio to TypeORM alone and DocumentClient alone, taken together. */
  coldModules: 1.1,
  coldBundled: 1.1,
  /** KiB, minified, by the configuration of docs/lambda.md. */
  bundle: 1250,
  /** MiB between the least and the most, while a million items go by. */
  memory: 40,
}

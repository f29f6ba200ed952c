import * as all from '../../src/index.js'

test('the package exports just these names', () => {
  expect(Object.keys(all).sort()).toEqual([
    'AttributeExists', 'AttributeNotExists', 'AttributeType', 'BatchIncompleteError', 'BeginsWith', 'Computed', 'ConditionFailedError', 'Contains', 'DynamoDataSource', 'DynamoEntityManager', 'DynamoOrmError', 'DynamoRepository',
    'DynamoSelectQueryBuilder', 'EntityAlreadyExistsError', 'Epoch', 'GlobalSecondaryIndex', 'InvalidQueryError', 'InvalidRequestError', 'InvalidValueError',
    'ItemTooLargeError', 'KeepUnknownAttributes', 'LocalSecondaryIndex', 'ModelError', 'Order', 'OutcomeUnknownError', 'OutpacedError', 'Pageable', 'PagingAndSortingRepository',
    'PartitionKey', 'SchemaMismatchError', 'SchemaTimeoutError', 'ServiceError', 'SingleTable', 'Size', 'Sort', 'SortKey', 'TableNotFoundError', 'ThrottledError', 'TimeToLive',
    'TransactionConflictError', 'TransactionFailedError', 'UniqueConstraintViolationError', 'UnknownItemError', 'UnsupportedError', 'Validate', 'ValidationError', 'close', 'datasourceInitializer', 'datasourceManager', 'defineTable', 'dynamoErrorHandler', 'dynamodb', 'environmentUtils', 'getConnection', 'getCustomRepository',
    'getDocumentClient', 'getManager', 'getRepository', 'key', 'measureCapacity', 'open', 'pageable', 'pageableRoutes', 'serverTiming', 'withoutTransaction',
  ])
})

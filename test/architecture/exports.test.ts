import * as all from '../../src/index.js'

test('the package exports just these names', () => {
  expect(Object.keys(all).sort()).toEqual([
    'Add', 'AddToSet', 'Append', 'AttributeExists', 'AttributeNotExists', 'AttributeType', 'BatchIncompleteError', 'BeginsWith', 'Computed', 'ConditionFailedError', 'Contains', 'DeleteFromSet',
    'DynamoDataSource', 'DynamoEntityManager', 'DynamoOrmError', 'DynamoRepository', 'DynamoSelectQueryBuilder', 'EntityAlreadyExistsError', 'Epoch', 'GlobalSecondaryIndex', 'IfNotExists',
    'InvalidQueryError', 'InvalidRequestError', 'InvalidValueError', 'ItemTooLargeError', 'KeepUnknownAttributes', 'LocalSecondaryIndex', 'ModelError', 'OnExpire', 'Order', 'OutcomeUnknownError', 'OutpacedError',
    'Pageable', 'PagingAndSortingRepository', 'PartitionKey', 'Prepend', 'Remove', 'SchemaMismatchError', 'SchemaTimeoutError', 'ServiceError', 'SingleTable', 'Size', 'Sort', 'SortKey', 'StreamSubscriber', 'Subtract',
    'Table', 'TableNotFoundError', 'ThrottledError', 'TimeToLive', 'TransactionConflictError', 'TransactionFailedError', 'UniqueConstraintViolationError', 'UnknownItemError', 'UnsupportedError',
    'Validate', 'ValidationError', 'close', 'datasourceInitializer', 'datasourceManager', 'defineTable', 'describeStream', 'dynamoErrorHandler', 'dynamodb', 'environmentUtils', 'getConnection',
    'getCustomRepository', 'getDocumentClient', 'getManager', 'getRepository', 'key', 'measureCapacity', 'open', 'pageable', 'pageableRoutes', 'serverTiming', 'streamHandler', 'withoutTransaction',
  ])
})

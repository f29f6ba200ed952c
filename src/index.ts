// Decorators
export { Epoch } from './decorators/Epoch.js'
export { GlobalSecondaryIndex, type GlobalSecondaryIndexOptions } from './decorators/GlobalSecondaryIndex.js'
export { KeepUnknownAttributes } from './decorators/KeepUnknownAttributes.js'
export { LocalSecondaryIndex, type LocalSecondaryIndexOptions } from './decorators/LocalSecondaryIndex.js'
export { PartitionKey } from './decorators/PartitionKey.js'
export { SortKey } from './decorators/SortKey.js'
export { TimeToLive } from './decorators/TimeToLive.js'

// Data sources
export { close, datasourceManager, getConnection, getCustomRepository, getDocumentClient, getManager, getRepository, open } from './typeorm/datasourceManager.js'
export { dynamodb } from './typeorm/dynamodb.js'
export { DynamoDataSource } from './typeorm/DynamoDataSource.js'
export type { DynamoDataSourceOptions } from './typeorm/DynamoDataSourceOptions.js'

// Managers, repositories, builders
export { DynamoEntityManager } from './typeorm/DynamoEntityManager.js'
export type { DynamoFindManyOptions, DynamoFindOneOptions, DynamoReadOptions } from './typeorm/DynamoFindOptions.js'
export type { AddOptions, AddValues, BatchOptions, BatchWriteItem, GetOptions, KeyOf, SetValues, UpdateExpressionOptions } from './typeorm/DynamoOptions.js'
export { DynamoRepository } from './typeorm/DynamoRepository.js'
export { DynamoSelectQueryBuilder } from './typeorm/builders/DynamoSelectQueryBuilder.js'
export { BeginsWith, Contains } from './typeorm/findOperator.js'
export { PagingAndSortingRepository } from './typeorm/PagingAndSortingRepository.js'

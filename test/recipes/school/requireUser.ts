import type { DynamoDataSource } from '../../../src/index.js'
import { User } from './entities.js'

/** A user, or an error of which `dynamoErrorHandler()` makes 404. Types need no helpers: the entity is one. */
export const requireUser = (dataSource: DynamoDataSource, userId: string): Promise<User> => dataSource.getRepository(User).findOneByOrFail({ userId })

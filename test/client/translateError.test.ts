import { inspect } from 'node:util'
import {
  ConditionalCheckFailedException, DynamoDBServiceException, ProvisionedThroughputExceededException, ResourceInUseException, ResourceNotFoundException,
  TransactionCanceledException, TransactionConflictException, TransactionInProgressException,
} from '@aws-sdk/client-dynamodb'
import type { ConditionFailedError } from '../../src/errors/ConditionFailedError.js'
import { DynamoOrmError } from '../../src/errors/DynamoOrmError.js'
import { translateError } from '../../src/client/translateError.js'
import type { ActionName } from '../../src/client/Sender.js'
import { withoutValues } from '../../src/client/withoutValues.js'

const $metadata = { httpStatusCode: 400 }
const described = { message: 'As DynamoDB says it.', $metadata }
const invalid = (message: string): DynamoDBServiceException => new DynamoDBServiceException({ name: 'ValidationException', $fault: 'client', message, $metadata })
const input = { TableName: 'users', Key: { id: { S: 'private' } } }

describe('translateError', () => {
  test.each<[string, Error, ActionName, object]>([
    ['a condition', new ConditionalCheckFailedException(described), 'UpdateItem', {
      name: 'ConditionFailedError', code: 'write.conditionFailed', statusCode: 409, message: 'users: the condition of the write does not hold for the item with this id. Read it again and decide on what is there now.',
    }],
    ['throttling', new ProvisionedThroughputExceededException(described), 'GetItem', {
      name: 'ThrottledError', code: 'service.throttled', statusCode: 429, message: "GetItem of users: DynamoDB has no throughput left for this request. Try again later, spread the load over more partition keys, or raise the table's limits.",
    }],
    ['a conflict', new TransactionConflictException(described), 'PutItem', { name: 'TransactionConflictError', code: 'transaction.conflict', statusCode: 409, message: 'PutItem of users: another transaction is changing the item. Try again.' }],
    ['a transaction under way', new TransactionInProgressException({ ...described, Message: '' }), 'TransactWriteItems', { name: 'OutcomeUnknownError' }],
    ['a missing table', new ResourceNotFoundException(described), 'GetItem', {
      name: 'TableNotFoundError', code: 'table.notFound', statusCode: 404, table: 'users', operation: 'GetItem',
      message: 'Table users: DynamoDB does not have it. Create it with `synchronize: true` or synchronize(), or check region, endpoint and entityPrefix.',
    }],
    ['a large item', invalid('Item size to update has exceeded the maximum allowed size'), 'UpdateItem', {
      name: 'ItemTooLargeError', code: 'item.tooLarge', statusCode: 413, message: 'UpdateItem of users: an item cannot be larger than 400 KB. Keep large values elsewhere, such as in S3, or divide the item.',
    }],
    ['an invalid request', invalid('The parameter cannot be converted to a numeric value: private'), 'PutItem', {
      name: 'InvalidRequestError', code: 'request.invalid', statusCode: 400, message: 'PutItem of users: DynamoDB refuses the request: The parameter cannot be converted to a numeric value: …. Correct the entity, the criteria or the expression.',
    }],
    ['a table in use', new ResourceInUseException(described), 'CreateTable', { name: 'ServiceError', code: 'service.ResourceInUseException', statusCode: 500 }],
    ['an internal error', new DynamoDBServiceException({ name: 'InternalServerError', $fault: 'server', $metadata: { httpStatusCode: 500 } }), 'GetItem', { name: 'ServiceError', code: 'service.InternalServerError', statusCode: 503 }],
    ['no connection', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'PutItem', {
      name: 'ServiceError', code: 'service.ECONNREFUSED', statusCode: 503, message: 'PutItem of users: the request failed with ECONNREFUSED. Check the endpoint and the network, then try again.',
    }],
    ['no credentials', Object.assign(new Error('none'), { name: 'CredentialsProviderError' }), 'GetItem', {
      name: 'ServiceError', code: 'service.CredentialsProviderError', statusCode: 500, message: 'GetItem of users: the request failed with CredentialsProviderError. Check credentials, permissions and region; the cause says more.',
    }],
  ])('%s', (_, failure, action, expected) => {
    const error = translateError(failure, { action, input })
    expect(error).toBeInstanceOf(DynamoOrmError)
    expect(error).toMatchObject(expected)
    expect(error.cause).toBe(failure)
    expect(inspect(error)).not.toContain('private')
  })

  const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
  test.each<[string, ActionName, Error, string]>([
    ['a write whose answer was lost', 'PutItem', reset, 'OutcomeUnknownError'],
    ['a read whose answer was lost', 'GetItem', reset, 'ServiceError'],
    ['a table made without an answer', 'CreateTable', reset, 'ServiceError'],
    ['a write throttled after a lost answer', 'PutItem', new ProvisionedThroughputExceededException(described), 'OutcomeUnknownError'],
    ['a write without a connection after a lost answer', 'PutItem', Object.assign(new Error(''), { code: 'ECONNREFUSED' }), 'OutcomeUnknownError'],
    ['a write locked out after a lost answer', 'PutItem', new DynamoDBServiceException({ ...described, $fault: 'client', name: 'ExpiredTokenException' }), 'OutcomeUnknownError'],
    ['a write refused after a lost answer', 'PutItem', new ConditionalCheckFailedException(described), 'ConditionFailedError'],
  ])('%s', (_, action, failure, name) => {
    expect(translateError(failure, { action, input, lost: reset }).name).toBe(name)
  })

  test('says of an unknown outcome what to do', () => {
    expect(translateError(reset, { action: 'PutItem', input, lost: reset }).message).toBe(
      'PutItem of users: the answer of DynamoDB was lost, and the write may have been done or not. Read the item before you try again; additions can be sent with `idempotent: true`.',
    )
  })

  test('stored items are given by name and not printed', () => {
    const item = { id: { S: 'private' } }
    const failed = translateError(new ConditionalCheckFailedException({ ...described, Item: item }), { action: 'UpdateItem', input }) as ConditionFailedError
    const cancelled = translateError(new TransactionCanceledException({ ...described, CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item: item }] }), {
      action: 'TransactWriteItems', input: { TransactItems: [{ Update: input }] },
    })
    expect(failed.stored).toEqual(item)
    expect(cancelled).toMatchObject({ reasons: [{ code: 'ConditionalCheckFailed', entity: 'users', keyNames: ['id'], operation: 'Update', stored: item }] })
    expect(inspect([failed, cancelled], { depth: 10 })).not.toContain('private')
  })

  test('an error that is typed already stays', () => {
    const error = new DynamoOrmError('x', { code: 'x' })
    expect(translateError(error, { action: 'GetItem', input })).toBe(error)
  })
})

test.each([
  ['Type mismatch for key id expected: S actual: N', 'Type mismatch for key id expected: S actual: N'],
  ['Input collection [a, b] contains duplicates.', 'Input collection … contains duplicates.'],
  ["Value 'x' at 'tableName' failed to satisfy constraint: [a-z]+", 'Value … at … failed to satisfy constraint: …+'],
  ['Value provided in ExpressionAttributeValues unused in expressions: keys: {:v1, :v2}', 'Value provided in ExpressionAttributeValues unused in expressions: keys: {:v1, :v2}'],
  ['An expression attribute value used in expression is not defined; attribute value: :v9', 'An expression attribute value used in expression is not defined; attribute value: :v9'],
  ['The parameter cannot be converted to a numeric value: 12\nabc', 'The parameter cannot be converted to a numeric value: …'],
])('withoutValues(%j)', (message, expected) => {
  expect(withoutValues(message)).toBe(expected)
})

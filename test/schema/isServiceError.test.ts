import { isServiceError } from '../../src/schema/isServiceError.js'
import { serviceError } from './recordingSender.js'

describe('isServiceError', () => {
  test.each([
    ['the error as it came', serviceError('ResourceInUseException'), true],
    ['the cause of a typed error', new Error('typed', { cause: serviceError('ResourceInUseException') }), true],
    ['another error', serviceError('ValidationException'), false],
    ['something thrown that is no error', 'ResourceInUseException', false],
  ])('looks at %s', (_what, error, expected) => {
    expect(isServiceError(error, 'ResourceNotFoundException', 'ResourceInUseException')).toBe(expected)
  })
})

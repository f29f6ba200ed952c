import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import { UnsupportedError } from '../errors/unsupported.js'

/** What a pattern of SQL's LIKE asks of a text. */
export interface LikePattern {
  /** `present`: the pattern is `%`, which every text matches. */
  readonly operator: '=' | 'begins_with' | 'contains' | 'present'
  readonly text: string
}

/**
 * A pattern of SQL's LIKE as DynamoDB can follow it: a text, `text%` or `%text%`.
 *
 * @throws UnsupportedError for wildcards elsewhere.
 * @throws InvalidQueryError for what is no text.
 */
export function likePattern(pattern: unknown, subject: string): LikePattern {
  if (typeof pattern !== 'string') throw new InvalidQueryError(`${subject}: a pattern is a text. Compare values of other types by Equal, LessThan or MoreThan.`, { path: subject })
  const [, open = '', text = '', close = ''] = /^(%*)(.*?)(%*)$/s.exec(pattern) ?? []
  if (/[%_]/.test(text) || (open !== '' && close === '' && text !== '')) throw new UnsupportedError('patterns in the middle of a text', subject)
  if (text === '' && open + close !== '') return { operator: 'present', text }
  return { operator: open === '' ? (close === '' ? '=' : 'begins_with') : 'contains', text }
}

/** Some of the items of a question, and where the next ones begin. */
export interface Page<T> {
  readonly content: T[]
  /** Items that were asked for. */
  readonly size: number
  /** Items that are here: as many as asked for, except on the last page, or where a budget ended it. */
  readonly numberOfElements: number
  /** Counted from zero. */
  readonly pageNumber: number
  readonly first: boolean
  readonly last: boolean
  /** The cursor of the next page, to be handed back as it is; none on the last page. */
  readonly lastEvaluatedKey?: string
  /** The cursor of the page before, to be handed back in the same way; none on the first page, and none where a Scan answers. */
  readonly previousKey?: string
  /** Set where `maxEvaluated` or `maxRequests` ended the page before it was full: go on with `lastEvaluatedKey`. */
  readonly budgetExhausted?: true
}

/** A page that knows how many there are. */
export interface CountedPage<T> extends Page<T> {
  readonly totalElements: number
  readonly totalPages: number
}

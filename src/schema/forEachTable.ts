/** Works on several tables at once, to the end for each: the failure of one does not leave others half done unseen. */
export async function forEachTable<T, R>(tables: readonly T[], work: (table: T) => Promise<R>): Promise<R[]> {
  const outcomes = await Promise.allSettled(tables.map(work))
  const errors = outcomes.filter((outcome) => outcome.status === 'rejected').map((outcome): unknown => outcome.reason)
  if (errors.length > 1) throw new AggregateError(errors, `${errors.length} tables failed:\n- ${errors.map((error) => (error instanceof Error ? error.message : String(error))).join('\n- ')}`)
  if (errors.length === 1) throw errors[0]
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
}

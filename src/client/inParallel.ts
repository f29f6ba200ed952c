/** Works through tasks, so many at a time. After a failure no more are begun; those under way are waited for, then the first failure is thrown. */
export async function inParallel<T>(tasks: Iterable<T>, concurrency: number, work: (task: T) => Promise<void>): Promise<void> {
  const iterator = tasks[Symbol.iterator]()
  const failures: unknown[] = []
  const worker = async (): Promise<void> => {
    while (failures.length === 0) {
      const next = iterator.next()
      if (next.done === true) return
      try {
        await work(next.value)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.floor(concurrency)) }, worker))
  if (failures.length > 0) throw failures[0] as Error
}

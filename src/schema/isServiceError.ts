/** Whether the service answered with one of these errors, as it came or as the cause of a typed one. */
export function isServiceError(error: unknown, ...names: readonly string[]): boolean {
  if (!(error instanceof Error)) return false
  return names.includes(error.name) || (error.cause instanceof Error && names.includes(error.cause.name))
}

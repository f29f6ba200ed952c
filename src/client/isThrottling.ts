const names: ReadonlySet<string> = new Set(['ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded', 'LimitExceededException', 'Throttling'])

/** Whether DynamoDB refused for want of throughput: the work was not done, and may be asked for again later. */
export function isThrottling(error: Error): boolean {
  return names.has(error.name)
}

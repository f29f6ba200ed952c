/** A command line that names no command or an option wrongly: answered with the usage and exit code 2. */
export class UsageError extends Error {}

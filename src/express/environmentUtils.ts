/** Where the application runs. */
export const environmentUtils = {
  /** Whether NODE_ENV is `local`. */
  isLocal: (): boolean => process.env.NODE_ENV === 'local',
}

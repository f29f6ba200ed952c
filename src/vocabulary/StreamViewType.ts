/** What a table's stream tells of each change. */
export const streamViewTypes = ['NEW_AND_OLD_IMAGES', 'NEW_IMAGE', 'OLD_IMAGE', 'KEYS_ONLY'] as const
export type StreamViewType = (typeof streamViewTypes)[number]

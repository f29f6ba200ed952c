/** A path as people write it: `address.lines[0]`. */
export const pathText = (path: readonly (string | number)[]): string =>
  path.map((segment, at) => (typeof segment === 'number' ? `[${segment}]` : at === 0 ? segment : `.${segment}`)).join('')

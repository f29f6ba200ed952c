const step = /\.?([^.[\]]+)|\[(\d+)\]/y

/** The segments of a path as people write it, `address.lines[0]`; undefined for what is none. */
export function readPath(text: string): (string | number)[] | undefined {
  const segments: (string | number)[] = []
  step.lastIndex = 0
  while (step.lastIndex < text.length) {
    const isFirst = segments.length === 0
    const dotted = text[step.lastIndex] === '.'
    const [, name, position] = step.exec(text) ?? []
    if (name === undefined ? position === undefined || isFirst : dotted === isFirst) return undefined
    segments.push(name ?? Number(position))
  }
  return segments.length === 0 ? undefined : segments
}

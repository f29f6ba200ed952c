export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

/** Half the distance between the quartiles: how far a value is usually off. */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (part) => sorted[Math.round(part * (sorted.length - 1))]
  return (at(0.75) - at(0.25)) / 2
}

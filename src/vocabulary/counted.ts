/** A count and what it counts, as people write it: `1 request`, `2.5 read units`. Sums of fractions may have a long tail, which is cut. */
export const counted = (count: number, what: string): string => `${Number(count.toFixed(3))} ${what}${count === 1 ? '' : 's'}`

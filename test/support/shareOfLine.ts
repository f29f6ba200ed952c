/**
 * What is repeated many times below TypeORM is the same code on both of its lines. The newer line tries all of it; the older one a
 * fifth, which shows that it is the same there.
 */
const oneIn = typeormLine === 'typeorm 1' ? 1 : 5

/** How often this line repeats what the newer one repeats so many times. */
export const shareOfTimes = (times: number): number => Math.ceil(times / oneIn)

/** Which of the cases this line tries: those that a further counter falls on, so that all are tried in turn where it goes on. */
export const isInShare = (nth: number): boolean => nth % oneIn === 0

/** Those of some cases that this line tries. */
export const shareOf = <T>(cases: readonly T[]): readonly T[] => cases.filter((_, nth) => isInShare(nth))

declare global {
  /** The name of the project in jest.config.js. `var` is the only declaration that reaches globalThis. */
  var typeormLine: string
}

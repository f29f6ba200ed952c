import type { KeyTemplate } from './ModelDefinition.js'

/** A character, or a part: any number of characters, of which a closed one has none that could end it. */
type Token = string | { readonly closed: boolean }

/** Whether two templates could make the same key of some values. */
export function templatesMeet(a: KeyTemplate, b: KeyTemplate): boolean {
  const [left, right] = [tokensOf(a), tokensOf(b)]
  const known = new Map<string, boolean>()
  const meet = (i: number, j: number): boolean => {
    const place = `${i} ${j}`
    const before = known.get(place)
    if (before !== undefined) return before
    const found = met(i, j)
    known.set(place, found)
    return found
  }
  const met = (i: number, j: number): boolean => {
    const [one, other] = [left[i], right[j]]
    if (one === undefined && other === undefined) return true
    if (isPart(one)) return meet(i + 1, j) || (other !== undefined && (isPart(other) || takes(one, other)) && meet(i, j + 1))
    if (isPart(other)) return meet(i, j + 1) || (one !== undefined && takes(other, one) && meet(i + 1, j))
    return one === other && meet(i + 1, j + 1)
  }
  return meet(0, 0)
}

const isPart = (token: Token | undefined): token is Exclude<Token, string> => typeof token === 'object'
const takes = ({ closed }: Exclude<Token, string>, character: string): boolean => !closed || character > '#'

const tokensOf = ({ literals, composition }: KeyTemplate): Token[] =>
  literals.flatMap((literal, position): Token[] => [...(position === 0 ? [] : [{ closed: composition === 'ordered' && literal !== '' }]), ...literal.split('')])

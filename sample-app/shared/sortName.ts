/** Letters that Unicode does not take apart into a plain one and a mark, and the sigma that ends a word. */
const plain: Readonly<Record<string, string>> = { æ: 'ae', ð: 'd', đ: 'd', ħ: 'h', ł: 'l', ø: 'o', œ: 'oe', þ: 'th', ς: 'σ' }
const notPlain = new RegExp(`[${Object.keys(plain).join('')}]`, 'g')

/**
 * A name as it is sorted and searched: without case and accents, so that Ødegård is found by "ode" and comes before Olsen. By its
 * capitals, as Weiß is written WEISS and ışık IŞIK.
 */
export const sortable = (name: string): string =>
  name.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC').toLowerCase().toUpperCase().toLowerCase().replace(notPlain, (letter) => plain[letter] ?? letter)

/** Last name, then first name. */
export const sortName = ({ firstName, lastName }: { readonly firstName: string; readonly lastName: string }): string => sortable(`${lastName} ${firstName}`)

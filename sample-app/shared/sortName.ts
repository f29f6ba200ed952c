/**
 * A name as it is sorted and searched: without case and accents. By its capitals, as Weiß is written WEISS and ışık IŞIK; and a
 * sigma has one small form, so that a part of a word is the beginning of all.
 */
export const sortable = (name: string): string => name.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC').toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ')

/** Last name, then first name. */
export const sortName = ({ firstName, lastName }: { readonly firstName: string; readonly lastName: string }): string => sortable(`${lastName} ${firstName}`)

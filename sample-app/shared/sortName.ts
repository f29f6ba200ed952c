/** A name as it is sorted and searched: without case and accents. */
export const sortable = (name: string): string => name.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC').toLowerCase()

/** Last name, then first name. */
export const sortName = ({ firstName, lastName }: { readonly firstName: string; readonly lastName: string }): string => sortable(`${lastName} ${firstName}`)

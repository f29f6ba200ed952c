/** What a PartiQL statement does to which table, as far as the driver must know. */
export type StatementOutline =
  | { readonly kind: 'select' }
  | { readonly kind: 'delete'; readonly table: string }
  /** `names`: the attributes that are written, without what is inside them. */
  | { readonly kind: 'update' | 'insert'; readonly table: string; readonly names: readonly string[] }

type Token = { readonly kind: 'text' | 'name' | 'word' | 'number' | 'sign'; readonly value: string }

const rows: readonly (readonly [RegExp, (text: string) => Token])[] = [
  [/'(?:[^']|'')*'/y, (text) => ({ kind: 'text', value: text.slice(1, -1).replaceAll("''", "'") })],
  [/"(?:[^"]|"")*"/y, (text) => ({ kind: 'name', value: text.slice(1, -1).replaceAll('""', '"') })],
  [/[A-Za-z_][\w$]*/y, (text) => ({ kind: 'word', value: text })],
  [/\d+(?:\.\d*)?(?:[eE][+-]?\d+)?/y, (text) => ({ kind: 'number', value: text })],
  [/<<|>>|<>|!=|<=|>=|\|\||[-+*/%=<>(){}[\],.:?;]/y, (text) => ({ kind: 'sign', value: text })],
]

const opening: ReadonlySet<string> = new Set(['(', '{', '[', '<<'])
const closing: ReadonlySet<string> = new Set([')', '}', ']', '>>'])

/** Reads as much of a PartiQL statement as tells what it writes; undefined where that cannot be told for sure. */
export function readStatement(text: string): StatementOutline | undefined {
  if (/^\s*(?:SELECT|EXISTS)\b/i.test(text)) return { kind: 'select' }
  const tokens = tokensOf(text)
  const [first, ...rest] = tokens ?? []
  if (first?.kind !== 'word') return undefined
  switch (first.value.toUpperCase()) {
    case 'INSERT':
      return insertOf(rest)
    case 'UPDATE':
      return updateOf(rest)
    case 'DELETE':
      return isWord(rest[0], 'FROM') && isName(rest[1]) && isWord(rest[2], 'WHERE') ? { kind: 'delete', table: rest[1]!.value } : undefined
    default:
      return undefined
  }
}

const isWord = (token: Token | undefined, word: string): boolean => token?.kind === 'word' && token.value.toUpperCase() === word
const isName = (token: Token | undefined): boolean => token?.kind === 'word' || token?.kind === 'name'
const isSign = (token: Token | undefined, sign: string): boolean => token?.kind === 'sign' && token.value === sign

function tokensOf(text: string): Token[] | undefined {
  // What a comment hides cannot be told.
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    if (/\s/.test(text[at]!)) {
      at++
      continue
    }
    if (text.startsWith('--', at) || text.startsWith('/*', at)) return undefined
    const found = rows.map(([pattern, make]) => {
      pattern.lastIndex = at
      const match = pattern.exec(text)
      return match === null ? undefined : { token: make(match[0]), end: pattern.lastIndex }
    }).find((one) => one !== undefined)
    if (found === undefined) return undefined
    tokens.push(found.token)
    at = found.end
  }
  if (isSign(tokens.at(-1), ';')) tokens.pop()
  return tokens
}

/** `UPDATE "table" SET a = ?, b.c = 1 REMOVE d WHERE …` */
function updateOf(tokens: readonly Token[]): StatementOutline | undefined {
  const [table] = tokens
  if (!isName(table) || !(isWord(tokens[1], 'SET') || isWord(tokens[1], 'REMOVE'))) return undefined
  const names: string[] = []
  let depth = 0
  for (let at = 1; at < tokens.length; at++) {
    const token = tokens[at]!
    if (token.kind === 'sign' && opening.has(token.value)) depth++
    else if (token.kind === 'sign' && closing.has(token.value)) depth--
    if (depth !== 0) continue
    if (isWord(token, 'WHERE')) return { kind: 'update', table: table!.value, names }
    if (!isWord(token, 'SET') && !isWord(token, 'REMOVE') && !isSign(token, ',')) continue
    const name = tokens[at + 1]
    if (!isName(name)) return undefined
    names.push(name!.value)
    at++
  }
  return undefined
}

/** `INSERT INTO "table" VALUE {'a': ?, 'b': {'c': 1}}` */
function insertOf(tokens: readonly Token[]): StatementOutline | undefined {
  const [into, table, value, ...item] = tokens
  if (!isWord(into, 'INTO') || !isName(table) || !isWord(value, 'VALUE')) return undefined
  if (!isSign(item[0], '{')) return undefined
  const names: string[] = []
  let depth = 0
  for (let at = 0; at < item.length; at++) {
    const token = item[at]!
    const starts = depth === 0 || (depth === 1 && isSign(token, ','))
    if (token.kind === 'sign' && opening.has(token.value)) depth++
    else if (token.kind === 'sign' && closing.has(token.value)) depth--
    if (depth === 0) return at === item.length - 1 ? { kind: 'insert', table: table!.value, names } : undefined
    if (!starts) continue
    if (item[at + 1]?.kind !== 'text' || !isSign(item[at + 2], ':')) return undefined
    names.push(item[at + 1]!.value)
  }
  return undefined
}

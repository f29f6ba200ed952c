export interface Import {
  readonly from: string
  /** Nothing of it is left after compilation. */
  readonly typeOnly: boolean
}

type Kind = 'code' | 'comment' | 'text'

/** One pass over strings, templates and comments: enough to tell code from what is quoted in it. */
const token = /(?<comment>\/\*[\s\S]*?\*\/|\/\/[^\n]*)|(?<text>'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`)/g

function replaceTokens(text: string, replace: (found: string, kind: Kind) => string): string {
  return text.replace(token, (found, ...rest) => {
    const groups = rest.at(-1) as { comment?: string }
    return replace(found, groups.comment === undefined ? 'text' : 'comment')
  })
}

/** The code without comments; strings are left. */
export function withoutComments(text: string): string {
  return replaceTokens(text, (found, kind) => kind === 'comment' ? ' ' : found)
}

/** The code without comments and without what strings say. */
export function withoutTexts(text: string): string {
  return replaceTokens(text, (_, kind) => kind === 'comment' ? ' ' : "''")
}

const statement = /(?:^|[\n;])[ \t]*(?:import\s*|(?:import|export)\s+(?<what>(?:[\w$*\s,]|\{[^{}'"]*\})+?)\s*\bfrom\s*)(?<quote>['"])(?<from>[^'"\n]+)\k<quote>/g
const dynamic = /\b(?:import|require|require\.resolve)\s*\(\s*['"`](?<from>[^'"`\n]+)['"`]/g
const typeQuery = /(?:\btypeof\s+|:\s*|<\s*|\|\s*)import\s*\(\s*['"](?<from>[^'"\n]+)['"]\s*\)/g

/** Every module that the text names: static, dynamic, required, or in a type. */
export function importsOf(text: string): readonly Import[] {
  const code = withoutComments(text)
  const found: Import[] = []
  for (const { groups } of code.matchAll(statement)) found.push({ from: groups!.from!, typeOnly: isTypeOnly(groups!.what ?? '') })
  const values = code.replace(typeQuery, (_, from: string) => {
    found.push({ from, typeOnly: true })
    return ''
  })
  for (const { groups } of values.matchAll(dynamic)) found.push({ from: groups!.from!, typeOnly: false })
  return found
}

/** `type { A }`, `type A`, or braces in which every name is a type. */
function isTypeOnly(what: string): boolean {
  if (/^type\s/.test(what)) return true
  const names = /^\{(?<names>[^}]*)\}$/.exec(what.trim())?.groups?.names?.split(',').map((name) => name.trim()).filter((name) => name !== '')
  return names !== undefined && names.length > 0 && names.every((name) => name.startsWith('type '))
}

import type { SharedTable } from './SharedTable.js'
import type { KeyTemplate } from './ModelDefinition.js'

export interface ParsedTemplate {
  readonly properties: readonly string[]
  readonly template: KeyTemplate
}

/** What may stand behind a part: it sorts before everything that goes on in one. */
const border = /^[ -#]/

/** Reads a template such as `USER#{userId}`; undefined, and a fault, for one that is none. */
export function parseTemplate(text: string, { composition, casing }: Pick<SharedTable, 'composition' | 'casing'>, fault: (text: string) => void): ParsedTemplate | undefined {
  const literals: string[] = []
  const properties: string[] = []
  for (const [position, piece] of text.split(/\{([^{}]*)\}/).entries()) (position % 2 === 0 ? literals : properties).push(piece)
  const [, ...behind] = literals
  const found = [
    ...(text === '' ? ['it is empty. Give a text, or a property in braces.'] : []),
    ...(literals.some((literal) => /[{}]/.test(literal)) ? ['a brace has no counterpart. Write a property as {name}.'] : []),
    ...(literals.some((literal) => /[^ -~]/.test(literal)) ? ['its texts have other characters than printable ASCII. Use letters, digits and signs.'] : []),
    ...(behind.slice(0, -1).includes('') ? [`nothing stands between {${properties[behind.indexOf('')]!}} and the next part. Put # between them.`] : []),
    ...(new Set(properties).size === properties.length ? [] : ['it names one property twice. Name it once.']),
    ...(composition === 'plain' ? [] : behind.flatMap((literal, at) => (literal === '' || border.test(literal) ? [] : [`the text behind {${properties[at]!}} begins with ${literal[0]!}, which the value could contain. Begin it with #, or use composition: 'plain'.`]))),
  ]
  for (const one of found) fault(`the template "${text}": ${one}`)
  return found.length > 0 ? undefined : { properties, template: { literals, composition, ...(composition === 'plain' ? { casing, exact: true } : {}) } }
}

import type { Placeholders } from './Placeholders.js'
import type { UpdateAction, UpdateValue } from './Update.js'

const words = { set: 'SET', remove: 'REMOVE', add: 'ADD', delete: 'DELETE' } as const

/** Actions as DynamoDB reads them. */
export function renderUpdate(actions: readonly UpdateAction[], placeholders: Placeholders): string {
  return (['set', 'remove', 'add', 'delete'] as const)
    .map((kind) => ({ kind, texts: actions.filter((action) => action.kind === kind).map((action) => rendered(action, placeholders)) }))
    .filter(({ texts }) => texts.length > 0)
    .map(({ kind, texts }) => `${words[kind]} ${texts.join(', ')}`)
    .join(' ')
}

function rendered(action: UpdateAction, placeholders: Placeholders): string {
  const path = placeholders.path(action.path)
  switch (action.kind) {
    case 'set':
      return `${path} = ${valueText(action.value, placeholders)}`
    case 'remove':
      return path
    case 'add':
    case 'delete':
      return `${path} ${placeholders.value(action.value)}`
    default:
      return action satisfies never
  }
}

function valueText(value: UpdateValue, placeholders: Placeholders): string {
  switch (value.kind) {
    case 'literal':
      return placeholders.value(value.value)
    case 'path':
      return placeholders.path(value.path)
    case 'plus':
    case 'minus':
      return `${valueText(value.left, placeholders)} ${value.kind === 'plus' ? '+' : '-'} ${valueText(value.right, placeholders)}`
    case 'list-append':
      return `list_append(${valueText(value.left, placeholders)}, ${valueText(value.right, placeholders)})`
    case 'if-not-exists':
      return `if_not_exists(${placeholders.path(value.path)}, ${valueText(value.value, placeholders)})`
    default:
      return value satisfies never
  }
}

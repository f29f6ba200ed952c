import type { UpdateAction, UpdateValue } from './Update.js'

/** Names of the attributes that decide what an action of an update leaves behind. */
export function namesRead(action: UpdateAction): readonly string[] {
  if (action.kind === 'set') return namesInValue(action.value)
  return action.kind === 'remove' ? [] : [action.path[0]]
}

function namesInValue(value: UpdateValue): readonly string[] {
  switch (value.kind) {
    case 'literal':
      return []
    case 'path':
      return [value.path[0]]
    case 'if-not-exists':
      return [value.path[0], ...namesInValue(value.value)]
    case 'plus':
    case 'minus':
    case 'list-append':
      return [...namesInValue(value.left), ...namesInValue(value.right)]
    default:
      return value satisfies never
  }
}

import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import type { Path } from './Condition.js'

/** The names and values of one request's expressions. Names are reused, values are always new. */
export class Placeholders {
  private readonly aliases = new Map<string, string>()
  private readonly bound: Record<string, AttributeValue> = {}
  private count = 0

  name(name: string): string {
    let alias = this.aliases.get(name)
    if (alias === undefined) {
      alias = `#${this.aliases.size}`
      this.aliases.set(name, alias)
    }
    return alias
  }

  value(value: AttributeValue): string {
    const alias = `:${this.count++}`
    this.bound[alias] = value
    return alias
  }

  path(path: Path): string {
    let text = ''
    for (const segment of path) text += typeof segment === 'number' ? `[${segment}]` : `${text === '' ? '' : '.'}${this.name(segment)}`
    return text
  }

  get names(): Record<string, string> | undefined {
    if (this.aliases.size === 0) return undefined
    const names: Record<string, string> = {}
    for (const [name, alias] of this.aliases) names[alias] = name
    return names
  }

  get values(): Record<string, AttributeValue> | undefined {
    return this.count === 0 ? undefined : this.bound
  }
}

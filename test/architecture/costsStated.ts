/** A public method of a class, as its callers see it: one for each of its signatures. */
export interface StatedMethod {
  readonly name: string
  /** What follows `Costs:` in its doc comment: requests, a semicolon, units. */
  readonly costs: string | undefined
}

/** A call whose costs are asserted, as the table of costs.test.ts has it. */
export interface CostRow {
  /** What ours calls: `drafts.put`, `runner.putOne`. */
  readonly calls: readonly string[]
  /** The actions that are sent. */
  readonly actions: readonly string[]
}

const member = /(?:^ {2}\/\*\*(?<doc>(?:(?!\*\/)[\s\S])*)\*\/\n)?^ {2}(?<modifiers>(?:(?:override|async|static|abstract|private|protected|readonly|get|set|declare) )*)(?<name>[a-z]\w*)(?=[<(])(?<rest>[^\n]*)$/gm
const phrase = /Costs: ([^;]+; [^.]*\bunits?\b[^.]*)\./

/** The public methods of the classes of a source. An implementation that stands behind overloads is seen by nobody. */
export function statedMethods(text: string): StatedMethod[] {
  const found: StatedMethod[] = []
  let overloaded = ''
  const bodies = [...text.matchAll(/^export (?:abstract )?class [\s\S]*?^\}/gm)].join('\n')
  for (const { groups = {} } of bodies.matchAll(member)) {
    const { doc = '', modifiers = '', name = '', rest = '' } = groups
    if (/private|protected|readonly|get |set |abstract/.test(modifiers) || name === 'constructor') continue
    const implementation = rest.endsWith('{')
    if (!implementation || name !== overloaded) found.push({ name, costs: phrase.exec(doc.replace(/\s*\n\s*\* ?/g, ' '))?.[1] })
    overloaded = implementation ? '' : name
  }
  return found
}

/** The rows of a table of costs: what stands between `ours:` and `byHand:`, and the first half of `costs:`. */
export function costRows(text: string): CostRow[] {
  return [...text.matchAll(/\bours: ([\s\S]*?)\bbyHand: [\s\S]*?\bcosts: '([^;']*);/g)].map(([, ours = '', sent = '']) => ({
    calls: [...ours.matchAll(/(?<![\w.])(orders|drafts|members|tickets|notes|manager|runner)\.(\w+)\(/g)].map(([, receiver, name]) => `${receiver}.${name}`),
    actions: sent.split(', ').map((one) => one.replace(/^\d+ /, '')).filter((one) => one !== 'nothing'),
  }))
}

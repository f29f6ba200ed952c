import type { AttributeModel, ComputedModel } from './EntityModel.js'

/** Checks columns that are computed, and puts each of them behind those that it is computed from. */
export function compileComputed(attributes: readonly AttributeModel[], byProperty: ReadonlyMap<string, AttributeModel>, identity: readonly AttributeModel[], fault: (text: string) => void): ComputedModel[] {
  const models: ComputedModel[] = []
  const open = new Set<AttributeModel>()
  const add = (attribute: AttributeModel): void => {
    if (attribute.computed === undefined || models.some((one) => one.attribute === attribute)) return
    const { from, compute } = attribute.computed
    if (open.has(attribute)) return fault(`.${attribute.property}: it is computed from itself, by way of ${[...open].slice([...open].indexOf(attribute)).map(({ property }) => property).join(', ')}. Compute one of them from others.`)
    open.add(attribute)
    const sources = from.flatMap((property): AttributeModel[] => {
      const source = byProperty.get(property)
      if (source === undefined || source.propertyless === true) fault(`.${attribute.property}: @Computed() names ${property}, which is not a property with a column.`)
      return source === undefined ? [] : [source]
    })
    sources.forEach(add)
    open.delete(attribute)
    models.push({ attribute, sources, compute })
    if (from.length === 0) fault(`.${attribute.property}: @Computed() names nothing that it is computed from. Use a default, or a @BeforeInsert() method.`)
    if (identity.includes(attribute)) fault(`.${attribute.property}: a primary column cannot be computed. Give it its value, and compute others from it.`)
    if (attribute.generated !== undefined || attribute.defaultValue !== undefined) fault(`.${attribute.property}: a computed column takes no default and is not generated. Leave one of them out.`)
  }
  attributes.forEach(add)
  return models
}

/** Names of attributes that are written, with those that are computed from them. */
export function withComputed(computed: readonly ComputedModel[], names: Iterable<string>): ReadonlySet<string> {
  const all = new Set(names)
  for (const { attribute, sources } of computed) if (sources.some(({ name }) => all.has(name))) all.add(attribute.name)
  return all
}

/** The entities of all pages; those of a single page are not copied. */
export async function collected<Entity>(pages: AsyncGenerator<Entity[], void, undefined>): Promise<Entity[]> {
  let entities: Entity[] = []
  for await (const page of pages) {
    if (entities.length === 0) entities = page
    else for (const entity of page) entities.push(entity)
  }
  return entities
}

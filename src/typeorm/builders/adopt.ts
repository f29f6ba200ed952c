import type { QueryBuilder } from 'typeorm'

type BuilderClass = new (source: QueryBuilder<any>) => QueryBuilder<any>

const classes = new Map<symbol, BuilderClass>()

/** Names the class that takes the place of one of TypeORM's builders. */
export function adoptAs(kind: string, builder: BuilderClass): void {
  classes.set(Symbol.for(kind), builder)
}

/** The same builder, as this driver's: its state is copied. */
export function adopt<B extends QueryBuilder<any>>(builder: B): B {
  const adopting = classes.get(builder['@instanceof' as keyof B] as symbol)
  return adopting === undefined || builder instanceof adopting ? builder : (new adopting(builder) as B)
}

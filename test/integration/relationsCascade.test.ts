import { Column, Entity, JoinColumn, JoinTable, ManyToMany, ManyToOne, OneToMany, OneToOne, PrimaryColumn, type EntityManager } from 'typeorm'
import { openBoth } from '../support/differential.js'

@Entity()
class Cart {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @OneToMany(() => Line, (line) => line.cart, { cascade: true, eager: true }) lines: Line[]
  @OneToOne(() => Receipt, (receipt) => receipt.cart, { cascade: true }) receipt: Receipt | null
}

@Entity()
class Line {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @ManyToOne(() => Cart, (cart) => cart.lines, { orphanedRowAction: 'delete', onDelete: 'CASCADE' }) cart: Cart | null
  @ManyToMany(() => Label, { cascade: true, eager: true }) @JoinTable() labels: Label[]
}

@Entity()
class Label {
  @PrimaryColumn({ type: 'varchar' }) id: string
}

@Entity()
class Receipt {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @Column({ type: 'int' }) total: number
  @OneToOne(() => Cart, (cart) => cart.receipt) @JoinColumn() cart: Cart | null
}

const make = <T extends object>(type: new () => T, values: object): T => Object.assign(new type(), values)
const state = async (manager: EntityManager): Promise<unknown> => {
  const carts = await manager.find(Cart, { relations: { receipt: true } })
  const lines = await manager.find(Line, { order: { id: 'ASC' } })
  return [carts.map((cart) => [cart.id, cart.receipt, cart.lines.map((line) => line.id).toSorted((a, b) => a.localeCompare(b))]), lines.map((line) => [line.id, line.labels.map((label) => label.id)])]
}

test('what save cascades to, and takes away, is what TypeORM gives on SQL', async () => {
  const both = await openBoth([Cart, Line, Label, Receipt])
  const { sql, dynamo } = await both.compare(async (manager) => {
    const states: unknown[] = []
    await manager.save(make(Cart, { id: 'c', receipt: make(Receipt, { id: 'r', total: 1 }), lines: [make(Line, { id: 'l1', labels: [make(Label, { id: 'x' })] }), make(Line, { id: 'l2', labels: [] })] }))
    states.push(await state(manager))
    const cart = await manager.findOneOrFail(Cart, { where: { id: 'c' } })
    cart.lines = [...cart.lines.filter((line) => line.id !== 'l2'), make(Line, { id: 'l3', labels: [make(Label, { id: 'y' })] })]
    await manager.save(cart)
    states.push(await state(manager))
    const again = await manager.findOneOrFail(Cart, { where: { id: 'c' }, relations: { receipt: true } })
    again.receipt!.total = 2
    again.lines = again.lines.filter((line) => line.id !== 'l1')
    await manager.save(again)
    states.push(await state(manager))
    await manager.save(make(Cart, { id: 'c', receipt: null }))
    states.push(await state(manager))
    return states
  })
  expect(dynamo).toEqual(sql)
  expect(dynamo).toHaveLength(4)
  await both.close()
})

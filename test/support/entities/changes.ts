import { Column, Entity, PrimaryColumn } from 'typeorm'
import { Table } from '../../../src/index.js'

/** Is changed over and over. */
@Entity({ name: 'changes' })
@Table({ stream: 'NEW_AND_OLD_IMAGES' })
export class Change {
  @PrimaryColumn() id: string
  @Column({ type: 'int' }) number: number
}

/** How often a change has been counted. */
@Entity({ name: 'tallies' })
export class Tally {
  @PrimaryColumn() id: string
  @Column({ type: 'int', default: 0 }) count: number
}

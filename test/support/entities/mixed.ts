import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryColumn } from 'typeorm'
import { defineTable, SingleTable } from '../../../src/index.js'

/** Entities of one table, whose partitions hold items of others, as a table does that treats unknown items so. */
export function mixedEntities(unknownItems: 'skip' | 'error' | 'adopt') {
  const table = defineTable({
    name: `Mixed_${unknownItems}`,
    partitionKey: 'pk',
    sortKey: 'sk',
    unknownItems,
    indexes: {
      Teams: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' },
      TeamKeys: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk', projection: 'KEYS_ONLY' },
      Inverted: { partitionKey: 'sk', sortKey: 'pk' },
      Ages: { scope: 'local', sortKey: 'lsi1sk' },
    },
  })

  @Entity()
  @SingleTable(table, { type: 'ORG', key: { partitionKey: 'ORG#{orgId}', sortKey: '#META' } })
  class Org {
    @PrimaryColumn() orgId: string
    @OneToMany(() => Member, (member) => member.org) members: Member[]
  }

  @Entity()
  @SingleTable(table, {
    type: 'MEMBER',
    key: { partitionKey: 'ORG#{orgId}', sortKey: 'MEMBER#{memberId}' },
    indexes: {
      Teams: { partitionKey: 'TEAM#{team}', sortKey: '{memberId}' },
      TeamKeys: { partitionKey: 'TEAM#{team}', sortKey: '{memberId}' },
      Ages: { sortKey: 'AGE#{age}' },
    },
  })
  class Member {
    @PrimaryColumn() orgId: string
    @PrimaryColumn() memberId: string
    @Column() team: string
    @Column({ type: 'int' }) age: number
    @ManyToOne(() => Org, (org) => org.members, { createForeignKeyConstraints: false }) @JoinColumn({ name: 'orgId', referencedColumnName: 'orgId' }) org: Org
  }

  @Entity()
  @SingleTable(table, { type: 'BADGE', key: { partitionKey: 'ORG#{orgId}', sortKey: 'BADGE#{badgeId}' }, indexes: { Teams: { partitionKey: 'TEAM#{team}', sortKey: '{badgeId}' }, TeamKeys: { partitionKey: 'TEAM#{team}', sortKey: '{badgeId}' } } })
  class Badge {
    @PrimaryColumn() orgId: string
    @PrimaryColumn() badgeId: string
    @Column() team: string
  }

  return { table, Org, Member, Badge }
}

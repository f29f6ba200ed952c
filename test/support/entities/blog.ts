import { randomUUID } from 'node:crypto'
import { BeforeInsert, Column, CreateDateColumn, Entity, PrimaryColumn, PrimaryGeneratedColumn, UpdateDateColumn } from 'typeorm'
import { defineTable, SingleTable, TimeToLive } from '../../../src/index.js'

export const AppTable = defineTable({
  name: 'AppData',
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'ttl',
  indexes: {
    TypeIndex: { partitionKey: '_type', sortKey: '_timestamp' },
    GSI1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' },
    GSI2: { partitionKey: 'gsi2pk', sortKey: 'gsi2sk' },
  },
})

/** An id that sorts by the time at which it was made. */
const newId = (): string => `${Date.now().toString(36)}-${randomUUID()}`

@Entity()
@SingleTable(AppTable, {
  type: 'USER',
  key: { partitionKey: 'USER#{userId}', sortKey: '#METADATA' },
  indexes: {
    TypeIndex: { sortKey: '{createdAt}' },
    GSI1: { partitionKey: 'EMAIL#{email}', sortKey: '{createdAt}' },
    GSI2: { partitionKey: 'USERNAME#{username}', sortKey: '{createdAt}' },
  },
})
export class User {
  @PrimaryGeneratedColumn('uuid') userId: string
  @Column() username: string
  @Column() email: string
  @Column() name: string
  @Column({ type: 'varchar', nullable: true }) bio: string | null
  @Column({ type: 'varchar', nullable: true }) avatarUrl: string | null
  @Column({ default: 0 }) postCount: number
  @CreateDateColumn() createdAt: Date
  @UpdateDateColumn() updatedAt: Date
}

@Entity()
@SingleTable(AppTable, {
  type: 'POST',
  key: { partitionKey: 'USER#{userId}', sortKey: 'POST#{postId}' },
  indexes: { GSI1: { partitionKey: 'POST#{postId}', sortKey: '{createdAt}' } },
})
export class Post {
  @PrimaryColumn() userId: string
  @PrimaryColumn() postId: string
  @Column() title: string
  @Column() content: string
  @Column({ type: 'varchar', default: 'draft' }) status: 'draft' | 'published' | 'archived'
  @Column({ type: 'json', default: [] }) tags: string[]
  @Column({ default: 0 }) viewCount: number
  @CreateDateColumn() createdAt: Date
  @UpdateDateColumn() updatedAt: Date

  @BeforeInsert() identify(): void {
    this.postId ??= newId()
  }
}

@Entity()
@SingleTable(AppTable, {
  type: 'COMMENT',
  key: { partitionKey: 'POST#{postId}', sortKey: 'COMMENT#{commentId}' },
  indexes: { GSI1: { partitionKey: 'USER#{userId}', sortKey: 'COMMENT#{createdAt}' } },
})
export class Comment {
  @PrimaryColumn() postId: string
  @PrimaryColumn() commentId: string
  @Column() userId: string
  @Column() username: string
  @Column() content: string
  @CreateDateColumn() createdAt: Date

  @BeforeInsert() identify(): void {
    this.commentId ??= newId()
  }
}

@Entity()
@SingleTable(AppTable, { type: 'TAG', key: { partitionKey: 'TAG#{tag}', sortKey: 'POST#{postId}' } })
export class Tag {
  @PrimaryColumn() tag: string
  @PrimaryColumn() postId: string
  @Column() postTitle: string
  @CreateDateColumn() createdAt: Date
}

const inADay = (now: Date): Date => new Date(now.getTime() + 24 * 60 * 60 * 1000)

@Entity()
@SingleTable(AppTable, {
  type: 'SESSION',
  key: { partitionKey: 'SESSION#{sessionId}', sortKey: '#DATA' },
  indexes: { GSI1: { partitionKey: 'USER_SESSIONS#{userId}', sortKey: '{createdAt}' } },
})
export class Session {
  @PrimaryGeneratedColumn('uuid') sessionId: string
  @Column() userId: string
  @Column({ type: 'json' }) data: Record<string, unknown>
  @CreateDateColumn() createdAt: Date
  @UpdateDateColumn() lastAccessedAt: Date
  @TimeToLive(inADay, { on: 'write' }) @Column({ type: Date, name: 'ttl' }) expiresAt: Date
}

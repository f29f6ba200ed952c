import { Column, CreateDateColumn, DeleteDateColumn, Entity, IsNull, PrimaryColumn, PrimaryGeneratedColumn, UpdateDateColumn, VersionColumn } from 'typeorm'
import { z } from 'zod'
import { Computed, defineTable, SingleTable, TimeToLive, Validate } from '../../../src/index.js'

export const SchoolTable = defineTable({
  name: 'School',
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'expiresAt',
  indexes: {
    gsi1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' },
    gsi2: { partitionKey: 'gsi2pk', sortKey: 'gsi2sk' },
    gsi3: { partitionKey: 'gsi3pk', sortKey: 'gsi3sk' },
    gsi4: { partitionKey: 'gsi4pk', sortKey: 'gsi4sk' },
  },
})

/** By email, by role and time, by organisation, and those that are not deleted. */
@Entity()
@SingleTable(SchoolTable, {
  type: 'user',
  key: { partitionKey: 'USER#{userId}', sortKey: 'USER' },
  indexes: {
    gsi1: { partitionKey: 'EMAIL#{email}', sortKey: 'USER' },
    gsi2: { partitionKey: 'ROLE#{role}', sortKey: '{createdAt}' },
    gsi3: { partitionKey: 'ORG#{orgId}', sortKey: 'USER#{userId}' },
    gsi4: { partitionKey: 'ACTIVE_USERS', sortKey: '{userId}', when: { deletedAt: IsNull() } },
  },
})
export class User {
  @PrimaryColumn() userId: string
  @Column() orgId: string
  @Validate(z.email()) @Column() email: string
  @Column() firstName: string
  @Column() lastName: string
  @Column({ type: 'enum', enum: ['ADMIN', 'TEACHER', 'STUDENT'], default: 'STUDENT' }) role: 'ADMIN' | 'TEACHER' | 'STUDENT'
  @Column({ default: false }) verified: boolean
  @Column({ type: 'varchar', nullable: true, select: false }) temporaryToken: string | null
  @CreateDateColumn({ update: false }) createdAt: Date
  @UpdateDateColumn() updatedAt: Date
  @DeleteDateColumn() deletedAt: Date | null

  get fullName(): string {
    return `${this.firstName} ${this.lastName}`
  }
}

/** By organisation; those that are published by their date. */
@Entity()
@SingleTable(SchoolTable, {
  type: 'course',
  key: { partitionKey: 'COURSE#{courseId}', sortKey: 'COURSE' },
  indexes: {
    gsi3: { partitionKey: 'ORG#{orgId}', sortKey: 'COURSE#{courseId}' },
    gsi4: { partitionKey: 'PUBLISHED_COURSES', sortKey: '{publishedAt}', when: { published: true } },
  },
})
export class Course {
  @PrimaryColumn() courseId: string
  @Column() orgId: string
  @Column() title: string
  @Column({ default: false }) published: boolean
  @Column({ type: 'datetime', nullable: true }) publishedAt: Date | null
  @VersionColumn() version: number
}

/** What is held on a day: by course and date, by teacher and date. */
@Entity()
@SingleTable(SchoolTable, {
  type: 'session',
  key: { partitionKey: 'SESSION#{sessionId}', sortKey: 'SESSION' },
  indexes: {
    gsi1: { partitionKey: 'COURSE#{courseId}', sortKey: 'SESSION#{scheduledDate}' },
    gsi2: { partitionKey: 'USER#{userId}', sortKey: 'SESSION#{scheduledDate}' },
  },
})
export class Session {
  @PrimaryGeneratedColumn('uuid') sessionId: string
  @Column() userId: string
  @Column() courseId: string
  @Computed({ from: ['userId', 'courseId'] }, ({ userId, courseId }: Session) => `${userId}#${courseId}`) @Column({ select: false }) userCourse: string
  @Validate(z.iso.date()) @Column({ type: 'date' }) scheduledDate: string
  @Validate(z.int().min(15).max(480)) @Column() durationMinutes: number
  @Column({ type: 'enum', enum: ['SCHEDULED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED'], default: 'SCHEDULED' }) status: 'SCHEDULED' | 'IN_PROGRESS' | 'COMPLETED' | 'CANCELLED'
  @Column({ default: 0 }) attendeeCount: number
  @Column({ type: 'json', nullable: true }) metadata: { zoomMeetingId?: string; recordingUrl?: string; notes?: string } | null
  @Column({ type: 'json', default: [] }) tags: string[]
  @Column({ type: 'set', nullable: true }) watchedAttributes: Set<string> | null
}

/** In the partition of its user, and turned round in that of its course. */
@Entity()
@SingleTable(SchoolTable, {
  type: 'enrolment',
  key: { partitionKey: 'USER#{userId}', sortKey: 'ENROLMENT#{courseId}' },
  indexes: { gsi1: { partitionKey: 'COURSE#{courseId}', sortKey: 'ENROLMENT#{userId}' } },
})
export class Enrolment {
  @PrimaryColumn() userId: string
  @PrimaryColumn() courseId: string
  @CreateDateColumn() enrolledAt: Date
}

/** Ends by itself after a day. */
@Entity()
@SingleTable(SchoolTable, { type: 'sessionToken', key: { partitionKey: 'TOKEN#{token}', sortKey: 'TOKEN' } })
export class SessionToken {
  @PrimaryGeneratedColumn('uuid') token: string
  @Column() userId: string
  @TimeToLive((now) => new Date(now.getTime() + 24 * 60 * 60 * 1000)) @Column({ type: 'datetime' }) expiresAt: Date
}

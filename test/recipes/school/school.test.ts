/** Users, courses, sessions and enrolments of a school in one table: every access pattern, and what it sends. */
import { DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb'
import { Between, In, LessThan, LessThanOrEqual, MoreThan, MoreThanOrEqual, Not } from 'typeorm'
import { Add, AddToSet, Append, BeginsWith, Contains, Pageable, Remove, type DynamoEntityManager, type PagingAndSortingRepository } from '../../../src/index.js'
import { openWith, type OpenedSource } from '../../support/openWith.js'
import { undocumented } from '../documented.js'
import { expectedOf, followPattern, type Pattern } from '../followPattern.js'
import { Course, Enrolment, Session, SessionToken, User } from './entities.js'
import { requireUser } from './requireUser.js'

let opened: OpenedSource
let manager: DynamoEntityManager
let users: PagingAndSortingRepository<User>
let courses: PagingAndSortingRepository<Course>
let sessions: PagingAndSortingRepository<Session>
let tokens: PagingAndSortingRepository<SessionToken>

beforeAll(async () => {
  opened = await openWith([User, Course, Session, Enrolment, SessionToken])
  const { dataSource } = opened
  manager = dataSource.manager
  users = dataSource.getRepository(User)
  courses = dataSource.getRepository(Course)
  sessions = dataSource.getRepository(Session)
  tokens = dataSource.getRepository(SessionToken)
})
afterAll(() => opened.dataSource.destroy())

const day = (number: number): Date => new Date(Date.UTC(2026, 0, number))
const person = (userId: string, more: Partial<User> = {}): User =>
  users.create({ userId, orgId: 'org', email: `${userId}@gmail.com`, firstName: userId, lastName: 'Doe', createdAt: day(1), ...more })
const lesson = (sessionId: string, date: string, more: Partial<Session> = {}): Session =>
  sessions.create({ sessionId, userId: 'tom', courseId: 'math', scheduledDate: date, durationMinutes: 60, ...more })

/** The same before each pattern, whatever another has changed. */
beforeEach(async () => {
  await Promise.all([users.deleteAll(), courses.deleteAll(), sessions.deleteAll()])
  await users.putMany([person('ann', { createdAt: day(2), temporaryToken: 'secret' }), person('bob', { createdAt: day(3) }), person('tom', { role: 'TEACHER', verified: true })])
  await courses.putMany([courses.create({ courseId: 'math', orgId: 'org', title: 'Mathematics', published: true, publishedAt: day(1) }), courses.create({ courseId: 'art', orgId: 'org', title: 'Art' })])
  await sessions.putMany([lesson('s1', '2025-12-31', { status: 'COMPLETED', metadata: {} }), lesson('s2', '2026-01-01', { status: 'IN_PROGRESS', durationMinutes: 30 }), lesson('s3', '2026-01-31'), lesson('s4', '2026-02-01', { status: 'CANCELLED' })])
  await manager.putMany(Enrolment, ['ann', 'bob'].map((userId) => manager.create(Enrolment, { userId, courseId: 'math', enrolledAt: day(4) })))
})

const alive = '(attribute_not_exists(deletedAt) OR attribute_type(deletedAt, \'NULL\'))'
const ofUsers = `where _type = 'user' AND ${alive}`
const ofUser = "if attribute_exists(pk) AND _type = 'user'"
const touched = "updatedAt = '(time)'"
const byRole = "Query gsi2 gsi2pk = 'ROLE#STUDENT'"
const byCourse = "Query gsi1 gsi1pk = 'COURSE#math' AND begins_with(gsi1sk, 'SESSION#')"
const ofSession = "_type = 'session'"
const ids = (found: readonly Session[]): string => found.map(({ sessionId }) => sessionId).join(' ')
const stored = <T extends object>(target: new () => T, key: object, part: object) => async (): Promise<void> => {
  expect(await manager.get(target, key)).toMatchObject(part)
}

const ofOne: readonly Pattern[] = [
  { name: 'create, unless it exists', call: async () => { await users.insert(person('eve')) }, requests: ['PutItem USER#eve / USER if attribute_not_exists(pk)'], after: stored(User, { userId: 'eve' }, { role: 'STUDENT', verified: false, updatedAt: expect.any(Date) }) },
  { name: 'create what exists is refused', call: async () => { await users.insert(person('ann')) }, requests: ['PutItem USER#ann / USER if attribute_not_exists(pk)'], fails: 'EntityAlreadyExistsError' },
  { name: 'create or replace, and have all of it', call: () => users.put(person('eve')), requests: ['PutItem USER#eve / USER'], result: { userId: 'eve', role: 'STUDENT', verified: false, updatedAt: expect.any(Date) } },
  { name: 'get', call: () => users.get('ann'), requests: ['GetItem USER#ann / USER'], result: { userId: 'ann' } },
  { name: 'get some attributes', call: () => users.findOne({ where: { userId: 'ann' }, select: { firstName: true, email: true } }), requests: ['GetItem USER#ann / USER of firstName, email, _type, pk, sk, deletedAt'], result: { firstName: 'ann', email: 'ann@gmail.com' } },
  { name: 'get consistently', call: () => users.get('ann', { consistent: true }), requests: ['GetItem USER#ann / USER consistent'], result: { userId: 'ann' } },
  { name: 'get, or an error', call: () => requireUser(opened.dataSource, 'nobody'), requests: ['GetItem USER#nobody / USER'], fails: 'EntityNotFoundError' },
  { name: 'set attributes, and the time of it', call: async () => { await users.update('ann', { firstName: 'Anna', verified: true }) }, requests: [`UpdateItem USER#ann / USER SET firstName = 'Anna', verified = true, ${touched} ${ofUser}`], after: stored(User, { userId: 'ann' }, { firstName: 'Anna', lastName: 'Doe', verified: true }) },
  { name: 'what is read-only stays', call: async () => { await users.update('ann', { verified: true, createdAt: day(9) }) }, requests: [`UpdateItem USER#ann / USER SET verified = true, ${touched} ${ofUser}`], after: stored(User, { userId: 'ann' }, { createdAt: day(2) }) },
  { name: 'an attribute that makes a key of an index changes it', call: async () => { await users.update('ann', { role: 'ADMIN' }) }, requests: [`UpdateItem USER#ann / USER SET role = 'ADMIN', ${touched}, gsi2pk = 'ROLE#ADMIN' ${ofUser}`], after: async () => expect(await users.findBy({ role: 'ADMIN' })).toMatchObject([{ userId: 'ann' }]) },
  { name: 'add to a number', call: async () => { await sessions.update('s1', { attendeeCount: Add(1) }) }, requests: ["UpdateItem SESSION#s1 / SESSION ADD attendeeCount 1 if attribute_exists(pk) AND _type = 'session'"], after: stored(Session, { sessionId: 's1' }, { attendeeCount: 1 }) },
  { name: 'remove an attribute', call: async () => { await users.update('ann', { temporaryToken: Remove() }) }, requests: [`UpdateItem USER#ann / USER SET ${touched} REMOVE temporaryToken ${ofUser}`] },
  { name: 'update, if not verified', call: async () => { await users.update('ann', { verified: true }, { condition: { verified: false } }) }, requests: [`UpdateItem USER#ann / USER SET verified = true, ${touched} ${ofUser} AND verified = false`], after: stored(User, { userId: 'ann' }, { verified: true }) },
  { name: 'update, if an administrator', call: async () => { await users.update('ann', { firstName: 'Anna' }, { condition: { role: 'ADMIN' } }) }, requests: [`UpdateItem USER#ann / USER SET firstName = 'Anna', ${touched} ${ofUser} AND role = 'ADMIN'`], fails: 'ConditionFailedError', after: stored(User, { userId: 'ann' }, { firstName: 'ann' }) },
  { name: 'delete', call: () => users.deleteOne('ann'), requests: ['DeleteItem USER#ann / USER'], after: async () => expect(await users.get('ann')).toBeNull() },
  { name: 'delete, if a student', call: async () => { await users.delete('tom', { condition: { role: 'STUDENT' } }) }, requests: [`DeleteItem USER#tom / USER ${ofUser} AND role = 'STUDENT'`], fails: 'ConditionFailedError', after: stored(User, { userId: 'tom' }, { role: 'TEACHER' }) },
  { name: 'delete, and have what was there', call: () => users.delete('ann', { returning: 'all_old' }), requests: [`DeleteItem USER#ann / USER ${ofUser} returns ALL_OLD`], result: { entities: [{ userId: 'ann', email: 'ann@gmail.com' }] } },
  { name: 'set, and have all of it', call: () => users.update('ann', { verified: true }, { returning: 'all_new' }), requests: [`UpdateItem USER#ann / USER SET verified = true, ${touched} ${ofUser} returns ALL_NEW`], result: { entities: [{ userId: 'ann', verified: true }] } },
  { name: 'change parts of a map, a list and a set', call: async () => { await sessions.update('s1', { 'metadata.notes': 'Well done', tags: Append(['exam']), watchedAttributes: AddToSet('status') }) }, requests: [`UpdateItem SESSION#s1 / SESSION SET metadata.notes = 'Well done', tags = list_append(if_not_exists(tags, {"L":[]}), {"L":[{"S":"exam"}]}) ADD watchedAttributes {"SS":["status"]} if attribute_exists(pk) AND _type = 'session'`], after: stored(Session, { sessionId: 's1' }, { metadata: { notes: 'Well done' }, tags: ['exam'], watchedAttributes: new Set(['status']) }) },
  { name: 'what is hidden is read when it is asked for', call: async () => [(await users.get('ann'))!.temporaryToken, (await users.findOneOrFail({ where: { userId: 'ann' }, select: { temporaryToken: true } })).temporaryToken], requests: ['GetItem USER#ann / USER', 'GetItem USER#ann / USER of temporaryToken, _type, pk, sk, deletedAt'], result: [undefined, 'secret'] },
  { name: 'what is worked out of others is not stored', call: async () => (await users.get('ann'))!.fullName, requests: ['GetItem USER#ann / USER'], result: 'ann Doe' },
]

const queries: readonly Pattern[] = [
  { name: 'a person by email', call: () => users.findOneBy({ email: 'ann@gmail.com' }), requests: [`Query gsi1 gsi1pk = 'EMAIL#ann@gmail.com' AND gsi1sk = 'USER' ${ofUsers}`], result: { userId: 'ann' } },
  { name: 'users by role, in the order of time', call: () => users.find({ where: { role: 'STUDENT' }, order: { createdAt: 'ASC' } }), requests: [`${byRole} ${ofUsers}`], result: [{ userId: 'ann' }, { userId: 'bob' }] },
  { name: 'users by role, a page', call: () => users.findPage({ where: { role: 'STUDENT' } }, Pageable.of(0, 1)), requests: [`${byRole} ${ofUsers} limit 2`], result: { content: [{ userId: 'ann' }], last: false } },
  { name: 'users by role, the next page', call: async () => { const { lastEvaluatedKey } = await users.findPage({ where: { role: 'STUDENT' } }, Pageable.of(0, 1)); opened.sent.clear(); return users.findPage({ where: { role: 'STUDENT' } }, Pageable.of(1, 1, undefined, lastEvaluatedKey)) }, requests: [`${byRole} ${ofUsers} from a key limit 2`], result: { content: [{ userId: 'bob' }], last: true } },
  { name: 'users by role, some attributes', call: () => users.find({ where: { role: 'STUDENT' }, select: { userId: true, email: true } }), requests: [`${byRole} ${ofUsers} of userId, email, _type, pk, sk`], result: [{ email: 'ann@gmail.com' }, { email: 'bob@gmail.com' }] },
  { name: 'users by role who are not verified', call: () => users.findBy({ role: 'STUDENT', verified: Not(true) }), requests: [`${byRole} where (NOT (verified = true)) AND attribute_exists(verified) AND (NOT (attribute_type(verified, 'NULL'))) AND _type = 'user' AND ${alive}`], result: [{}, {}] },
  { name: 'users of an organisation', call: () => users.findBy({ orgId: 'org' }), requests: [`Query gsi3 gsi3pk = 'ORG#org' AND begins_with(gsi3sk, 'USER#') ${ofUsers}`], result: [{ userId: 'ann' }, { userId: 'bob' }, { userId: 'tom' }] },
  { name: 'sessions of a course', call: async () => ids(await sessions.findBy({ courseId: 'math' })), requests: [`${byCourse} where ${ofSession}`], result: 's1 s2 s3 s4' },
  { name: 'sessions of a course in a month', call: async () => ids(await sessions.findBy({ courseId: 'math', scheduledDate: BeginsWith('2026-01') })), requests: [`Query gsi1 gsi1pk = 'COURSE#math' AND begins_with(gsi1sk, 'SESSION#2026-01') where ${ofSession}`], result: 's2 s3' },
  { name: 'sessions of a course between two days', call: async () => ids(await sessions.findBy({ courseId: 'math', scheduledDate: Between('2026-01-01', '2026-01-31') })), requests: [`Query gsi1 gsi1pk = 'COURSE#math' AND gsi1sk BETWEEN 'SESSION#2026-01-01' AND 'SESSION#2026-01-31' where ${ofSession}`], result: 's2 s3' },
  { name: 'sessions of a course after a day', call: async () => ids(await sessions.findBy({ courseId: 'math', scheduledDate: MoreThan('2026-01-01') })), requests: [`Query gsi1 gsi1pk = 'COURSE#math' AND gsi1sk BETWEEN 'SESSION#2026-01-01' AND 'SESSION$' where scheduledDate > '2026-01-01' AND ${ofSession}`], result: 's3 s4' },
  { name: 'sessions of a course, the latest first', call: async () => ids(await sessions.find({ where: { courseId: 'math' }, order: { scheduledDate: 'DESC' }, take: 2 })), requests: [`${byCourse} where ${ofSession} backwards limit 2`], result: 's4 s3' },
  { name: 'sessions of a course with a status', call: async () => ids(await sessions.findBy({ courseId: 'math', status: 'IN_PROGRESS' })), requests: [`${byCourse} where status = 'IN_PROGRESS' AND ${ofSession}`], result: 's2' },
  { name: 'this and that', call: async () => ids(await sessions.findBy({ courseId: 'math', status: 'COMPLETED', durationMinutes: MoreThanOrEqual(60) })), requests: [`${byCourse} where status = 'COMPLETED' AND durationMinutes >= 60 AND ${ofSession}`], result: 's1' },
  { name: 'this or that', call: async () => ids(await sessions.findBy({ courseId: 'math', status: In(['SCHEDULED', 'IN_PROGRESS']) })), requests: [`${byCourse} where status IN ('SCHEDULED', 'IN_PROGRESS') AND ${ofSession}`], result: 's2 s3' },
  { name: 'a number between', call: async () => ids(await sessions.findBy({ courseId: 'math', durationMinutes: Between(30, 45) })), requests: [`${byCourse} where durationMinutes BETWEEN 30 AND 45 AND ${ofSession}`], result: 's2' },
  { name: 'sessions of a user', call: async () => ids(await sessions.findBy({ userId: 'tom' })), requests: [`Query gsi2 gsi2pk = 'USER#tom' AND begins_with(gsi2sk, 'SESSION#') where ${ofSession}`], result: 's1 s2 s3 s4' },
  { name: 'courses of a user', call: () => manager.findBy(Enrolment, { userId: 'ann' }), requests: ["Query pk = 'USER#ann' AND begins_with(sk, 'ENROLMENT#') where _type = 'enrolment'"], result: [{ courseId: 'math' }] },
  { name: 'users of a course', call: () => manager.findBy(Enrolment, { courseId: 'math' }), requests: ["Query gsi1 gsi1pk = 'COURSE#math' AND begins_with(gsi1sk, 'ENROLMENT#') where _type = 'enrolment'"], result: [{ userId: 'ann' }, { userId: 'bob' }] },
]

const collections: readonly Pattern[] = [
  { name: 'users and courses of an organisation', call: () => manager.collection({ users: User, courses: Course }, { where: { orgId: 'org' } }), requests: [`Query gsi3 gsi3pk = 'ORG#org' AND gsi3sk BETWEEN 'COURSE#' AND 'USER$' where _type = 'course' OR (_type = 'user' AND ${alive})`], result: { users: [{ userId: 'ann' }, { userId: 'bob' }, { userId: 'tom' }], courses: [{ courseId: 'art' }, { courseId: 'math' }] } },
  { name: 'a user and the courses', call: () => manager.collection({ user: User, enrolments: Enrolment }, { where: { userId: 'ann' } }), requests: [`Query pk = 'USER#ann' AND sk BETWEEN 'ENROLMENT#' AND 'USER' where _type = 'enrolment' OR (_type = 'user' AND ${alive})`], result: { user: [{ userId: 'ann' }], enrolments: [{ courseId: 'math' }] } },
  { name: 'what is held in a course, and for whom', call: () => manager.collection({ sessions: Session, enrolments: Enrolment }, { where: { courseId: 'math' } }), requests: ["Query gsi1 gsi1pk = 'COURSE#math' AND gsi1sk BETWEEN 'ENROLMENT#' AND 'SESSION$' where _type IN ('session', 'enrolment')"], result: { sessions: [{}, {}, {}, {}], enrolments: [{ userId: 'ann' }, { userId: 'bob' }] } },
]

const segment = (number: number): string => `Scan ${ofUsers} segment ${number} of 4`
const scans: readonly Pattern[] = [
  { name: 'a part of a text', call: () => users.find({ where: { email: Contains('ann@') }, scan: true }), requests: [`Scan where contains(email, 'ann@') AND _type = 'user' AND ${alive}`], result: [{ userId: 'ann' }] },
  { name: 'all, deleted ones too', call: () => users.find({ withDeleted: true }), requests: ["Scan where _type = 'user'"], result: [{}, {}, {}] },
  { name: 'all that are verified', call: () => users.find({ where: { verified: true }, scan: true }), requests: [`Scan where verified = true AND _type = 'user' AND ${alive}`], result: [{ userId: 'tom' }] },
  { name: 'all in pages', call: async () => (await users.findPage({ scan: true }, Pageable.of(0, 100))).numberOfElements, requests: [`Scan ${ofUsers} limit 101`], result: 3 },
  { name: 'a large table in parts at once', call: async () => (await users.scan({ segments: 4 })).length, requests: [0, 1, 2, 3].map(segment), result: 3 },
]

const batches: readonly Pattern[] = [
  { name: 'get several, null for what there is not', call: () => users.batchRead(['ann', 'nobody', 'bob'], { consistent: true }), requests: ['BatchGetItem USER#ann / USER, USER#nobody / USER, USER#bob / USER consistent'], result: [{ userId: 'ann' }, null, { userId: 'bob' }] },
  { name: 'put several', call: () => users.putMany([person('eve'), person('joe')]), requests: ['BatchWriteItem Put USER#eve / USER, Put USER#joe / USER'], after: stored(User, { userId: 'joe' }, { email: 'joe@gmail.com' }) },
  { name: 'put more than 25', call: async () => { await users.putMany(Array.from({ length: 26 }, (_, n) => person(`n${n}`))); return opened.sent.requests.splice(0).length }, requests: [], result: 2 },
  { name: 'delete several', call: () => users.deleteMany(['ann', 'bob']), requests: ['BatchWriteItem Delete USER#ann / USER, Delete USER#bob / USER'], after: async () => expect(await users.find()).toHaveLength(1) },
]

const transactions: readonly Pattern[] = [
  {
    name: 'create several, all or none',
    call: () => manager.transaction(async (own) => {
      await own.insert(User, person('eve'))
      await own.insert(Session, lesson('s9', '2026-01-15', { userId: 'eve' }))
    }),
    requests: ['TransactWriteItems [Put USER#eve / USER if attribute_not_exists(pk); Put SESSION#s9 / SESSION if attribute_not_exists(pk)]'],
    after: stored(Session, { sessionId: 's9' }, { userId: 'eve' }),
  },
  {
    name: 'change one under a condition, and create another',
    call: () => manager.transaction(async (own) => {
      await own.update(User, 'tom', { verified: true }, { condition: { verified: false } })
      await own.insert(Session, lesson('s9', '2026-01-15'))
    }),
    requests: [`TransactWriteItems [Update USER#tom / USER SET verified = true, ${touched} ${ofUser} AND verified = false; Put SESSION#s9 / SESSION if attribute_not_exists(pk)]`],
    fails: 'ConditionFailedError',
    after: async () => expect(await sessions.get('s9')).toBeNull(),
  },
  {
    name: 'enrol, and note it of the user',
    call: () => manager.transaction(async (own) => {
      await own.update(User, 'bob', { verified: true })
      await own.insert(Enrolment, { userId: 'bob', courseId: 'art' })
    }),
    requests: [`TransactWriteItems [Update USER#bob / USER SET verified = true, ${touched} ${ofUser}; Put USER#bob / ENROLMENT#art if attribute_not_exists(pk)]`],
    after: async () => {
      expect(await manager.findBy(Enrolment, { userId: 'bob' })).toHaveLength(2)
      await manager.deleteOne(Enrolment, { userId: 'bob', courseId: 'art' })
    },
  },
  { name: 'get several of different kinds at one moment', call: () => manager.transactGet([[User, 'ann'], [Session, 's1'], [Course, 'none']]), requests: ['TransactGetItems [Get USER#ann / USER; Get SESSION#s1 / SESSION; Get COURSE#none / COURSE]'], result: [{ userId: 'ann' }, { sessionId: 's1' }, null] },
]

const published = "where published = true AND publishedAt < '(time)' AND _type = 'course'"
const versioned = 'version = if_not_exists(version, 0) + 1'
const advanced: readonly Pattern[] = [
  { name: 'of two who change the same, one is told', call: async () => { const read = (await courses.get('math'))!; await courses.update('math', { title: 'Maths' }); opened.sent.clear(); await courses.save(Object.assign(read, { title: 'Numbers' })) }, requests: ["UpdateItem COURSE#math / COURSE SET title = 'Numbers', version = 2 if attribute_exists(pk) AND _type = 'course' AND version = 1"], fails: 'OptimisticLockVersionMismatchError', after: stored(Course, { courseId: 'math' }, { title: 'Maths' }) },
  { name: 'a change of a version without reading it again', call: async () => { await courses.update('math', { title: 'Maths' }, { condition: { version: 1 } }) }, requests: [`UpdateItem COURSE#math / COURSE SET title = 'Maths', ${versioned} if attribute_exists(pk) AND _type = 'course' AND version = 1`], after: stored(Course, { courseId: 'math' }, { version: 2 }) },
  { name: 'delete softly, out of the index of active users', call: async () => { await users.softDelete('ann') }, requests: [`UpdateItem USER#ann / USER SET deletedAt = '(time)', ${touched} REMOVE gsi4pk, gsi4sk ${ofUser} AND ${alive}`], after: async () => expect(await users.find()).toMatchObject([{ userId: 'bob' }, { userId: 'tom' }]) },
  { name: 'bring back, into the index again', call: async () => { await users.softDelete('ann'); opened.sent.clear(); await users.restore('ann') }, requests: [`UpdateItem USER#ann / USER SET ${touched}, gsi4pk = 'ACTIVE_USERS', gsi4sk = 'ann' REMOVE deletedAt ${ofUser} AND attribute_exists(deletedAt) AND (NOT (attribute_type(deletedAt, 'NULL')))`], after: async () => expect(await users.find()).toHaveLength(3) },
  { name: 'the active users', call: () => users.find(), requests: [`Query gsi4 gsi4pk = 'ACTIVE_USERS' ${ofUsers}`], result: [{ userId: 'ann' }, { userId: 'bob' }, { userId: 'tom' }] },
  { name: 'a few of the active users', call: () => users.find({ take: 2 }), requests: [`Query gsi4 gsi4pk = 'ACTIVE_USERS' ${ofUsers} limit 2`], result: [{ userId: 'ann' }, { userId: 'bob' }] },
  { name: 'the published courses, the latest first', call: () => courses.find({ where: { published: true, publishedAt: LessThan(day(31)) }, order: { publishedAt: 'DESC' } }), requests: [`Query gsi4 gsi4pk = 'PUBLISHED_COURSES' AND gsi4sk <= '(time)' ${published} backwards`], result: [{ courseId: 'math' }] },
  { name: 'a few of the published courses, the latest first', call: () => courses.find({ where: { published: true, publishedAt: LessThanOrEqual(day(31)) }, order: { publishedAt: 'DESC' }, take: 10 }), requests: ["Query gsi4 gsi4pk = 'PUBLISHED_COURSES' AND gsi4sk <= '(time)' where published = true AND _type = 'course' backwards limit 10"], result: [{ courseId: 'math' }] },
  { name: 'publish, into the index', call: async () => { await courses.update('art', { published: true, publishedAt: day(2) }) }, requests: [`UpdateItem COURSE#art / COURSE SET published = true, publishedAt = '(time)', ${versioned}, gsi4pk = 'PUBLISHED_COURSES', gsi4sk = '(time)' if attribute_exists(pk) AND _type = 'course'`], after: async () => expect(await courses.find({ index: 'gsi4' })).toHaveLength(2) },
  { name: 'withdraw, out of the index', call: async () => { await courses.update('math', { published: false, publishedAt: null }) }, requests: [`UpdateItem COURSE#math / COURSE SET published = false, ${versioned} REMOVE publishedAt, gsi4pk, gsi4sk if attribute_exists(pk) AND _type = 'course'`], after: async () => expect(await courses.find({ index: 'gsi4' })).toEqual([]) },
  { name: 'a token that ends by itself', call: () => tokens.save(tokens.create({ userId: 'ann' })), requests: ['PutItem TOKEN#(id) / TOKEN if attribute_not_exists(pk) OR expiresAt <= (time)'], result: { userId: 'ann', expiresAt: expect.any(Date) } },
  { name: 'a token that has ended is not there, before DynamoDB deletes it', call: async () => { await tokens.put(tokens.create({ token: 'old', userId: 'ann', expiresAt: day(1) })); opened.sent.clear(); return tokens.get('old') }, requests: ['GetItem TOKEN#old / TOKEN'], result: null },
  { name: 'what is not valid is not sent', call: async () => { await sessions.insert(lesson('s9', 'tomorrow', { durationMinutes: 5 })) }, requests: [], fails: 'ValidationError', after: async () => expect(await sessions.get('s9')).toBeNull() },
  { name: 'a change that is not valid is not sent', call: async () => { await users.update('ann', { email: 'nobody' }) }, requests: [], fails: 'ValidationError', after: stored(User, { userId: 'ann' }, { email: 'ann@gmail.com' }) },
  { name: 'a computed value follows its sources', call: async () => { await sessions.update('s1', { userId: 'ann', courseId: 'art' }) }, requests: ["UpdateItem SESSION#s1 / SESSION SET userId = 'ann', courseId = 'art', userCourse = 'ann#art', gsi1pk = 'COURSE#art', gsi2pk = 'USER#ann' if attribute_exists(pk) AND _type = 'session'"], after: async () => expect(await sessions.findOneOrFail({ where: { sessionId: 's1' }, select: { userCourse: true } })).toMatchObject({ userCourse: 'ann#art' }) },
]

const groups = [['one item', ofOne], ['queries', queries], ['collections', collections], ['scans', scans], ['batches', batches], ['transactions', transactions], ['further patterns', advanced]] as const

describe.each(groups)('%s', (_, patterns) => {
  test.each(patterns)('$name', async (pattern) => {
    expect(await followPattern(pattern, opened)).toMatchObject(expectedOf(pattern))
  })
})

test('docs/single-table.md has each of them', () => {
  expect(undocumented(groups.flatMap(([, patterns]) => patterns), { sources: ['school/school.test.ts', 'school/requireUser.ts'], entities: 'school/entities.ts' })).toEqual([])
})

test('the table ends items at the time that its definition names', async () => {
  const { TimeToLiveDescription: found } = await opened.dataSource.getDocumentClient().send(new DescribeTimeToLiveCommand({ TableName: `${String((opened.dataSource.options as { entityPrefix?: string }).entityPrefix)}School` }))
  expect(found).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' })
})

/** Users, posts, comments, tags and sessions in one table: every access pattern of the application, and what it sends. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Comment, Post, Session, Tag, User } from '../../support/entities/blog.js'
import { openWith, type OpenedSource } from '../../support/openWith.js'
import { expectedOf, followPattern, type Pattern } from '../followPattern.js'
import { undocumented } from '../documented.js'
import { CommentService } from './CommentService.js'
import { PostService } from './PostService.js'
import { SessionService } from './SessionService.js'
import { UserService } from './UserService.js'

let opened: OpenedSource
let users: UserService
let posts: PostService
let comments: CommentService
let sessions: SessionService

beforeAll(async () => {
  opened = await openWith([User, Post, Comment, Tag, Session])
  const { dataSource } = opened
  users = new UserService(dataSource)
  posts = new PostService(dataSource)
  comments = new CommentService(dataSource)
  sessions = new SessionService(dataSource)
})
afterAll(() => opened.dataSource.destroy())

const day = (number: number): Date => new Date(Date.UTC(2026, 0, number))
const later = new Date(Date.UTC(2100, 0, 1))

/** The same before each pattern, whatever another has changed. */
beforeEach(async () => {
  const { manager } = opened.dataSource
  await manager.putMany(User, ['jane', 'ann'].map((name) => manager.create(User, { userId: name, username: `${name}doe`, email: `${name}@example.com`, name, createdAt: day(1) })))
  await manager.putMany(Post, [1, 2, 3].map((n) => manager.create(Post, { userId: 'jane', postId: `p${n}`, title: `Post ${n}`, content: '', tags: ['news'], createdAt: day(n) })))
  await manager.putMany(Tag, [1, 2, 3].map((n) => manager.create(Tag, { tag: 'news', postId: `p${n}`, postTitle: `Post ${n}`, createdAt: day(n) })))
  await manager.putMany(Comment, [1, 2, 3].map((n) => manager.create(Comment, { postId: 'p1', commentId: `c${n}`, userId: 'jane', username: 'janedoe', content: `${n}`, createdAt: day(n) })))
  await manager.putMany(Session, [1, 2].map((n) => manager.create(Session, { sessionId: `s${n}`, userId: 'jane', data: {}, createdAt: day(n), lastAccessedAt: day(n), expiresAt: later })))
})

const userKey = 'USER#jane / #METADATA'
const postKey = 'USER#jane / POST#p1'
const is = (type: string): string => `if attribute_exists(pk) AND _type = '${type}'`
const stored = <T extends object>(target: new () => T, key: object, part: object) => async (): Promise<void> => {
  expect(await opened.dataSource.manager.get(target, key)).toMatchObject(part)
}

const patterns: readonly Pattern[] = [
  { name: 'create a user', call: () => users.createUser({ username: 'johndoe', email: 'john@example.com', name: 'John' }), requests: ['PutItem USER#(id) / #METADATA if attribute_not_exists(pk)'], result: { username: 'johndoe', postCount: 0, createdAt: expect.any(Date) } },
  { name: 'a user by id', call: () => users.getUserById('jane'), requests: [`GetItem ${userKey} consistent`], result: { userId: 'jane' } },
  { name: 'a user that there is not', call: () => users.getUserById('nobody'), requests: ['GetItem USER#nobody / #METADATA consistent'], result: null },
  { name: 'a user by email', call: () => users.getUserByEmail('jane@example.com'), requests: ["Query GSI1 gsi1pk = 'EMAIL#jane@example.com' where _type = 'USER' limit 1"], result: { userId: 'jane' } },
  { name: 'a user by user name', call: () => users.getUserByUsername('janedoe'), requests: ["Query GSI2 gsi2pk = 'USERNAME#janedoe' where _type = 'USER' limit 1"], result: { userId: 'jane' } },
  { name: 'change a user', call: () => users.updateUser('jane', { bio: 'Writes.' }), requests: [`UpdateItem ${userKey} SET bio = 'Writes.', updatedAt = '(time)' ${is('USER')}`], after: stored(User, { userId: 'jane' }, { bio: 'Writes.', name: 'jane' }) },
  { name: 'count a post of a user', call: () => users.incrementPostCount('jane'), requests: [`UpdateItem ${userKey} SET updatedAt = '(time)' ADD postCount 1 ${is('USER')}`], after: stored(User, { userId: 'jane' }, { postCount: 1 }) },

  {
    name: 'create a post, count it, and list it under its tags',
    call: () => posts.createPost({ userId: 'ann', title: 'First', content: '…', tags: ['hello', 'world'] }),
    requests: [`TransactWriteItems [Put USER#ann / POST#(id) if attribute_not_exists(pk); Update USER#ann / #METADATA SET updatedAt = '(time)' ADD postCount 1 ${is('USER')}; Put TAG#hello / POST#(id) if attribute_not_exists(pk); Put TAG#world / POST#(id) if attribute_not_exists(pk)]`],
    result: { title: 'First', status: 'draft', tags: ['hello', 'world'], viewCount: 0 },
    after: stored(User, { userId: 'ann' }, { postCount: 1 }),
  },
  { name: 'a post of somebody that there is not leaves nothing behind', call: () => posts.createPost({ userId: 'nobody', title: '', content: '' }), requests: [`TransactWriteItems [Put USER#nobody / POST#(id) if attribute_not_exists(pk); Update USER#nobody / #METADATA SET updatedAt = '(time)' ADD postCount 1 ${is('USER')}]`], fails: 'EntityNotFoundError', after: async () => expect(await posts.getUserPosts('nobody')).toEqual([]) },
  { name: 'a post by id', call: () => posts.getPost('p2'), requests: ["Query GSI1 gsi1pk = 'POST#p2' where _type = 'POST' limit 1"], result: { postId: 'p2', userId: 'jane' } },
  { name: 'the posts of a user, the newest first', call: () => posts.getUserPosts('jane', 2), requests: ["Query pk = 'USER#jane' AND begins_with(sk, 'POST#') where _type = 'POST' backwards limit 2"], result: [{ postId: 'p3' }, { postId: 'p2' }] },
  { name: 'publish a draft', call: () => posts.publishPost('p1', 'jane'), requests: [`UpdateItem ${postKey} SET status = 'published', updatedAt = '(time)' ${is('POST')} AND status = 'draft'`], after: stored(Post, { userId: 'jane', postId: 'p1' }, { status: 'published' }) },
  { name: 'a post that is no draft is not published', call: async () => { await posts.publishPost('p1', 'jane'); opened.sent.clear(); await posts.publishPost('p1', 'jane') }, requests: [`UpdateItem ${postKey} SET status = 'published', updatedAt = '(time)' ${is('POST')} AND status = 'draft'`], fails: 'ConditionFailedError' },
  { name: 'count a view, and tell how many there are', call: () => posts.incrementViewCount('p1', 'jane'), requests: [`UpdateItem ${postKey} SET updatedAt = '(time)' ADD viewCount 1 ${is('POST')} returns UPDATED_NEW`], result: 1 },
  { name: 'the posts with a tag, the newest first', call: () => posts.getPostsByTag('news', 2), requests: ["Query pk = 'TAG#news' AND begins_with(sk, 'POST#') where _type = 'TAG' backwards limit 2"], result: [{ postTitle: 'Post 3' }, { postTitle: 'Post 2' }] },

  { name: 'add a comment', call: () => comments.addComment({ postId: 'p9', userId: 'ann', username: 'anndoe', content: 'Nice' }), requests: ['PutItem POST#p9 / COMMENT#(id) if attribute_not_exists(pk)'], result: { content: 'Nice', createdAt: expect.any(Date) } },
  { name: 'the comments of a post, the oldest first', call: () => comments.getPostComments('p1', 2), requests: ["Query pk = 'POST#p1' AND begins_with(sk, 'COMMENT#') where _type = 'COMMENT' limit 2"], result: [{ commentId: 'c1' }, { commentId: 'c2' }] },
  { name: 'the comments of a user, the newest first', call: () => comments.getUserComments('jane', 2), requests: ["Query GSI1 gsi1pk = 'USER#jane' AND begins_with(gsi1sk, 'COMMENT#') where _type = 'COMMENT' backwards limit 2"], result: [{ commentId: 'c3' }, { commentId: 'c2' }] },
  { name: 'delete a comment of one’s own', call: () => comments.deleteComment('p1', 'c1', 'jane'), requests: [`DeleteItem POST#p1 / COMMENT#c1 ${is('COMMENT')} AND userId = 'jane'`], after: async () => expect(await comments.getPostComments('p1')).toHaveLength(2) },
  { name: 'a comment of another is not deleted', call: () => comments.deleteComment('p1', 'c1', 'john'), requests: [`DeleteItem POST#p1 / COMMENT#c1 ${is('COMMENT')} AND userId = 'john'`], fails: 'ConditionFailedError' },

  { name: 'begin a session', call: () => sessions.createSession('ann', { theme: 'dark' }), requests: ['PutItem SESSION#(id) / #DATA if attribute_not_exists(pk) OR ttl <= (time)'], result: { data: { theme: 'dark' }, expiresAt: expect.any(Date) } },
  { name: 'a session, which then lasts for another day', call: () => sessions.getSession('s1'), requests: ['GetItem SESSION#s1 / #DATA consistent', `UpdateItem SESSION#s1 / #DATA SET lastAccessedAt = '(time)', ttl = (time) ${is('SESSION')} AND (NOT (ttl <= (time)))`], result: { sessionId: 's1' } },
  { name: 'a session that there is not is not prolonged', call: () => sessions.getSession('none'), requests: ['GetItem SESSION#none / #DATA consistent'], result: null },
  { name: 'change the data of a session', call: () => sessions.updateSessionData('s1', { step: 2 }), requests: [`UpdateItem SESSION#s1 / #DATA SET data = {"M":{"step":{"N":"2"}}}, lastAccessedAt = '(time)', ttl = (time) ${is('SESSION')} AND (NOT (ttl <= (time)))`], after: stored(Session, { sessionId: 's1' }, { data: { step: 2 } }) },
  { name: 'end a session', call: () => sessions.deleteSession('s1'), requests: ['DeleteItem SESSION#s1 / #DATA'], after: async () => expect(await sessions.getSession('s1')).toBeNull() },
  { name: 'the sessions of a user, the newest first', call: () => sessions.getUserSessions('jane'), requests: ["Query GSI1 gsi1pk = 'USER_SESSIONS#jane' where _type = 'SESSION' AND (NOT (ttl <= (time))) backwards"], result: [{ sessionId: 's2' }, { sessionId: 's1' }] },
]

test.each(patterns)('$name', async (pattern) => {
  expect(await followPattern(pattern, opened)).toMatchObject(expectedOf(pattern))
})

test('docs/single-table.md has each of them', () => {
  expect(undocumented(patterns, { sources: ['UserService', 'PostService', 'CommentService', 'SessionService'].map((name) => `blog/${name}.ts`), entities: '../support/entities/blog.ts' })).toEqual([])
})

/** Lines of code that the services have in the document that they are made after. */
test.each([['UserService', 83], ['PostService', 129], ['CommentService', 71], ['SessionService', 75]])('%s has less than half of %i lines', (service, lines) => {
  expect(readFileSync(join(__dirname, `${service}.ts`), 'utf8').split('\n').filter((line) => line.trim() !== '').length).toBeLessThan(lines / 2)
})

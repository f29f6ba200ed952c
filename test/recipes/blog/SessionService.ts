import type { DynamoDataSource, PagingAndSortingRepository } from '../../../src/index.js'
import { Session } from '../../support/entities/blog.js'

export class SessionService {
  private readonly sessions: PagingAndSortingRepository<Session>

  constructor(dataSource: DynamoDataSource) {
    this.sessions = dataSource.getRepository(Session)
  }

  createSession(userId: string, data: Record<string, unknown> = {}): Promise<Session> {
    return this.sessions.save(this.sessions.create({ userId, data }))
  }

  async getSession(sessionId: string): Promise<Session | null> {
    const session = await this.sessions.get(sessionId, { consistent: true })
    if (session !== null) await this.sessions.update({ sessionId }, {})
    return session
  }

  async updateSessionData(sessionId: string, data: Record<string, unknown>): Promise<void> {
    await this.sessions.update({ sessionId }, { data: data as object })
  }

  deleteSession(sessionId: string): Promise<void> {
    return this.sessions.deleteOne(sessionId)
  }

  getUserSessions(userId: string): Promise<Session[]> {
    return this.sessions.find({ where: { userId }, order: { createdAt: 'DESC' } })
  }
}

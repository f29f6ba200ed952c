import type { DynamoDataSource, PagingAndSortingRepository } from '../../../src/index.js'
import { User } from '../../support/entities/blog.js'

export class UserService {
  private readonly users: PagingAndSortingRepository<User>

  constructor(dataSource: DynamoDataSource) {
    this.users = dataSource.getRepository(User)
  }

  createUser(input: Pick<User, 'username' | 'email' | 'name'>): Promise<User> {
    return this.users.save(this.users.create(input))
  }

  getUserById(userId: string): Promise<User | null> {
    return this.users.get(userId, { consistent: true })
  }

  getUserByEmail(email: string): Promise<User | null> {
    return this.users.findOneBy({ email })
  }

  getUserByUsername(username: string): Promise<User | null> {
    return this.users.findOneBy({ username })
  }

  async updateUser(userId: string, updates: Partial<Pick<User, 'name' | 'bio' | 'avatarUrl'>>): Promise<void> {
    await this.users.update({ userId }, updates)
  }

  async incrementPostCount(userId: string): Promise<void> {
    await this.users.increment({ userId }, 'postCount', 1)
  }
}

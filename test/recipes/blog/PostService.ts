import { Add, type DynamoDataSource, type PagingAndSortingRepository } from '../../../src/index.js'
import { Post, Tag, User } from '../../support/entities/blog.js'

export class PostService {
  private readonly posts: PagingAndSortingRepository<Post>
  private readonly tags: PagingAndSortingRepository<Tag>

  constructor(private readonly dataSource: DynamoDataSource) {
    this.posts = dataSource.getRepository(Post)
    this.tags = dataSource.getRepository(Tag)
  }

  createPost(input: Pick<Post, 'userId' | 'title' | 'content'> & { tags?: string[] }): Promise<Post> {
    return this.dataSource.transaction(async (manager) => {
      const post = await manager.save(manager.create(Post, input))
      await manager.increment(User, { userId: post.userId }, 'postCount', 1)
      await manager.insert(Tag, post.tags.map((tag) => ({ tag, postId: post.postId, postTitle: post.title })))
      return post
    })
  }

  getPost(postId: string): Promise<Post | null> {
    return this.posts.findOneBy({ postId })
  }

  getUserPosts(userId: string, take = 20): Promise<Post[]> {
    return this.posts.find({ where: { userId }, order: { postId: 'DESC' }, take })
  }

  async publishPost(postId: string, userId: string): Promise<void> {
    await this.posts.update({ userId, postId }, { status: 'published' }, { condition: { status: 'draft' } })
  }

  async incrementViewCount(postId: string, userId: string): Promise<number> {
    const { entities: [post] } = await this.posts.update({ userId, postId }, { viewCount: Add(1) }, { returning: 'updated_new' })
    return post?.viewCount ?? 0
  }

  getPostsByTag(tag: string, take = 20): Promise<Tag[]> {
    return this.tags.find({ where: { tag }, order: { postId: 'DESC' }, take })
  }
}

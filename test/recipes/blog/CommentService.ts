import type { DynamoDataSource, PagingAndSortingRepository } from '../../../src/index.js'
import { Comment } from '../../support/entities/blog.js'

export class CommentService {
  private readonly comments: PagingAndSortingRepository<Comment>

  constructor(dataSource: DynamoDataSource) {
    this.comments = dataSource.getRepository(Comment)
  }

  addComment(input: Pick<Comment, 'postId' | 'userId' | 'username' | 'content'>): Promise<Comment> {
    return this.comments.save(this.comments.create(input))
  }

  getPostComments(postId: string, take = 50): Promise<Comment[]> {
    return this.comments.find({ where: { postId }, order: { commentId: 'ASC' }, take })
  }

  getUserComments(userId: string, take = 50): Promise<Comment[]> {
    return this.comments.find({ where: { userId }, order: { createdAt: 'DESC' }, take })
  }

  async deleteComment(postId: string, commentId: string, userId: string): Promise<void> {
    await this.comments.delete({ postId, commentId }, { condition: { userId } })
  }
}

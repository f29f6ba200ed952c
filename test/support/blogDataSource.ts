import 'reflect-metadata'
import { DynamoDataSource } from '../../src/index.js'
import { Comment, Post, Session, Tag, User } from './entities/blog.js'

/** What the documentation lays out. */
export const dataSource = new DynamoDataSource({ entities: [User, Post, Comment, Tag, Session] })

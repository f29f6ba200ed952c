import 'reflect-metadata'
import { DynamoDataSource } from '../../src/index.js'
import { Course, Enrolment, Session, SessionToken, User } from '../recipes/school/entities.js'

/** What the documentation lays out. */
export const dataSource = new DynamoDataSource({ entities: [User, Course, Session, Enrolment, SessionToken] })

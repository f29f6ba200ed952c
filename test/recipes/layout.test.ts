/** What the layout says that a key answers is what the planner does. */
import type { EntityTarget, ObjectLiteral } from 'typeorm'
import type { QuestionLayout } from '../../src/planner/modelLayout.js'
import { layoutOf } from '../../src/typeorm/layoutOf.js'
import { Comment, Post, Session as Login, Tag, User as Author } from '../support/entities/blog.js'
import { DynamoDataSource } from '../../src/index.js'
import { Course, Enrolment, Session, SessionToken, User } from './school/entities.js'

test.each([['blog', [Author, Post, Comment, Tag, Login]], ['school', [User, Course, Session, Enrolment, SessionToken]]])('each question of the layout of the %s is answered so', async (_, entities) => {
  const dataSource = await new DynamoDataSource({ entities, region: 'local' }).initialize()
  const { tables: [table] } = layoutOf(dataSource)
  const answers = await Promise.all(table!.entities.flatMap(({ entity, questions }) => questions.map(async (question): Promise<[string, QuestionLayout, unknown]> => {
    const target = entities.find(({ name }) => name === entity) as EntityTarget<ObjectLiteral>
    const values = Object.fromEntries(question.where.map((name) => [name, 'STUDENT']))
    const order = question.then.length === 0 ? {} : { order: Object.fromEntries(question.then.map((name) => [name, 'DESC' as const])) }
    const { steps, orderedBy } = await dataSource.getRepository(target).explain({ where: values, ...order, ...(question.when === undefined ? {} : { index: question.of }) })
    return [entity, question, orderedBy !== 'the driver' && steps.map(({ operation, index }) => [operation, index ?? 'table'])]
  })))
  expect(answers.filter(([, { request, of }, steps]) => JSON.stringify(steps) !== JSON.stringify([[request, of]]))).toEqual([])
  expect(answers.length).toBeGreaterThan(10)
  await dataSource.destroy()
})
